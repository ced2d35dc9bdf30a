package io.ratiskv.jepsen.show;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What befalls a pod, its disk or its place in the cluster. */
enum Mishap {
    /** Pods come back at other addresses. */
    ADDRESS_CHANGE("address change"),
    /** A follower's disk is empty, and nobody writes. */
    WIPED_IDLE("wiped disk, idle"),
    /** The leader's disk is empty, under load. */
    WIPED_LEADER("wiped leader"),
    /** Two pods have each other's disk: both must refuse, with a word; then the disks are put right. */
    SWAPPED_DISKS("swapped disks"),
    /** All start, and one has the disk of a life of its that was replaced long ago. */
    STALE_DISK("start with a stale disk"),
    /** A pod comes back with a copy of its disk from earlier on: it lacks what the member has acknowledged since. */
    OLDER_DISK("older copy of a disk"),
    /** The highest ordinal is removed, and added again. */
    REMOVED_AND_ADDED("ordinal removed and added");

    /** All, as {@link #named} takes them. */
    static final String NAMES = names(List.of(values()));

    private final String words;

    Mishap(String words) {
        this.words = words;
    }

    /**
     * Those of a list of names with commas between.
     *
     * @throws IllegalArgumentException naming one that there is not, and those that there are
     */
    static List<Mishap> named(String names) {
        List<Mishap> found = new ArrayList<>();
        for (String name : names.split(",")) {
            found.add(Arrays.stream(values())
                    .filter(mishap -> mishap.option().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("no such mishap: " + name + "; of " + NAMES)));
        }
        return found;
    }

    /** What {@link #named} makes these of. */
    static String names(List<Mishap> mishaps) {
        return mishaps.stream().map(Mishap::option).collect(Collectors.joining(","));
    }

    private String option() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** For people. */
    String words() {
        return words;
    }
}
