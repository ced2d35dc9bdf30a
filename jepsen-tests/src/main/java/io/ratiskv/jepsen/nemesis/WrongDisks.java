package io.ratiskv.jepsen.nemesis;

import io.ratiskv.jepsen.cluster.Directories;
import io.ratiskv.jepsen.cluster.LocalCluster;
import io.ratiskv.jepsen.cluster.Member;
import io.ratiskv.jepsen.cluster.Poll;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * Members find disks that are not theirs: each other's, or one of a life of theirs that was replaced meanwhile. They must
 * refuse the first with a word, and come to terms with the second by themselves. Alone: whole again when it is over.
 *
 * <p>Evidence: what the members said, and their process ids.
 */
final class WrongDisks implements Nemesis {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int REFUSED_DIRECTORY = 4;

    private final String name;
    private final LocalCluster cluster;
    private final boolean swapped;
    private String seen = "";

    private WrongDisks(String name, LocalCluster cluster, boolean swapped) {
        this.name = name;
        this.cluster = cluster;
        this.swapped = swapped;
    }

    /** Two members have each other's disk. */
    static WrongDisks swapped(LocalCluster cluster) {
        return new WrongDisks("swap-disks", cluster, true);
    }

    /** A member lost its disk and was taken in again; then the old disk is back. */
    static WrongDisks stale(LocalCluster cluster) {
        return new WrongDisks("stale-disk", cluster, false);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean alone() {
        return true;
    }

    @Override
    public Optional<String> unavailable() {
        return Processes.unlessThree(cluster);
    }

    @Override
    public String begin(Random random) {
        seen = "";
        Processes.reviveAll(cluster, PATIENCE);
        seen = swapped ? swap(Processes.some(cluster, 2, random)) : comeBackWithOld(Processes.some(cluster, 1, random));
        return seen;
    }

    private static String swap(List<Member> two) {
        two.forEach(Member::kill);
        Directories.exchange(two.get(0).dataDirectory(), two.get(1).dataDirectory());
        two.forEach(Member::start);
        for (Member member : two) {
            int code = member.process().awaitExit(PATIENCE).orElse(0);
            if (code != REFUSED_DIRECTORY) {
                throw new BrokenPromise(member.id() + " did not refuse the disk of another member: exit code " + code);
            }
        }
        Directories.exchange(two.get(0).dataDirectory(), two.get(1).dataDirectory());
        return Processes.names(two) + " refused each other's disks";
    }

    private String comeBackWithOld(List<Member> one) {
        Member member = one.get(0);
        Path data = member.dataDirectory();
        Path old = data.resolveSibling("old-life");
        Directories.delete(old);
        member.kill();
        Directories.move(data, old);
        member.start();
        cluster.awaitServing(member, PATIENCE);
        member.kill();
        Directories.delete(data);
        Directories.move(old, data);
        member.start();
        // What a supervisor does: it was told that its life is over, and ends.
        Poll.until(
                member.id() + " to end its old life",
                PATIENCE,
                () -> member.process().isAlive() ? Optional.empty() : Optional.of(true));
        return member.id() + " came back with the disk of an earlier life, and ended it";
    }

    @Override
    public void end() {
        if (!seen.isEmpty()) {
            Processes.reviveAll(cluster, PATIENCE);
        }
    }

    @Override
    public Optional<String> evidence() {
        return seen.isEmpty() ? Optional.empty() : Optional.of(seen);
    }
}
