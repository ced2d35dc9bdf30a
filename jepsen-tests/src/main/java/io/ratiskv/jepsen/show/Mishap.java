package io.ratiskv.jepsen.show;

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

    private final String words;

    Mishap(String words) {
        this.words = words;
    }

    /** For people. */
    String words() {
        return words;
    }
}
