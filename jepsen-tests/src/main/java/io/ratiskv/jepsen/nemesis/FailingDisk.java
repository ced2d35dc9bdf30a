package io.ratiskv.jepsen.nemesis;

import io.ratiskv.jepsen.cluster.LocalCluster;
import io.ratiskv.jepsen.cluster.Member;
import io.ratiskv.jepsen.fault.DiskFault;
import io.ratiskv.jepsen.fault.NativeCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.function.ToLongFunction;

/**
 * One member's disk is slow, fails or is full, the leader's as often as not. A member that has ended itself over it is started
 * again once the disk works. Evidence: what the disk has slowed or refused.
 */
final class FailingDisk implements Nemesis {
    /** From the first error until the member is gone: it says why before it ends itself. */
    private static final Duration ENDS_ITSELF_WITHIN = Duration.ofSeconds(3);

    private final String name;
    private final LocalCluster cluster;
    private final BiFunction<DiskFault, Random, String> fault;
    private final ToLongFunction<DiskFault> count;
    private final boolean endsMembers;
    private final List<Member> failing = new ArrayList<>();
    private long countAtBegin;
    private long seen;
    private String ended = "";

    private FailingDisk(
            String name,
            LocalCluster cluster,
            BiFunction<DiskFault, Random, String> fault,
            ToLongFunction<DiskFault> count,
            boolean endsMembers) {
        this.name = name;
        this.cluster = cluster;
        this.fault = fault;
        this.count = count;
        this.endsMembers = endsMembers;
    }

    /** Each fsync takes 20 to 500 ms longer. */
    static FailingDisk slow(LocalCluster cluster) {
        return new FailingDisk(
                "slow-fsync",
                cluster,
                (disk, random) -> {
                    Duration by = Duration.ofMillis(20 + random.nextInt(481));
                    disk.slowSyncs(by);
                    return "fsync later by " + by.toMillis() + " ms";
                },
                DiskFault::slowSyncs,
                false);
    }

    /** One fsync fails with EIO, or all do. */
    static FailingDisk failing(LocalCluster cluster) {
        return new FailingDisk(
                "failing-fsync",
                cluster,
                (disk, random) -> {
                    boolean once = random.nextBoolean();
                    disk.failSyncs(DiskFault.EIO, once ? 1 : DiskFault.ALWAYS);
                    return once ? "one fsync fails" : "every fsync fails";
                },
                DiskFault::failedSyncs,
                true);
    }

    /** Every write finds the disk full. */
    static FailingDisk full(LocalCluster cluster) {
        return new FailingDisk(
                "disk-full",
                cluster,
                (disk, random) -> {
                    disk.failWrites(DiskFault.ENOSPC, DiskFault.ALWAYS);
                    return "no space left";
                },
                DiskFault::failedWrites,
                true);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Optional<String> unavailable() {
        return needsDisks(cluster);
    }

    /** A plain word if the members' disks cannot fail. */
    static Optional<String> needsDisks(LocalCluster cluster) {
        if (cluster.members().stream().allMatch(member -> member.disk().isPresent())) {
            return Optional.empty();
        }
        return NativeCode.unavailable().or(() -> Optional.of("the members were started with disks that do not fail"));
    }

    @Override
    public String begin(Random random) {
        seen = 0;
        ended = "";
        countAtBegin = 0;
        List<Member> chosen = (random.nextBoolean() ? Victims.LEADER : Victims.ONE).choose(cluster, random);
        List<String> what = new ArrayList<>();
        for (Member member : chosen) {
            DiskFault disk = member.disk().orElseThrow();
            countAtBegin += count.applyAsLong(disk);
            failing.add(member);
            what.add(member.id() + ": " + fault.apply(disk, random));
        }
        return what.isEmpty() ? "nobody is up" : String.join(", ", what);
    }

    @Override
    public void end() {
        for (Member member : List.copyOf(failing)) {
            DiskFault disk = member.disk().orElseThrow();
            seen = count.applyAsLong(disk) - countAtBegin;
            disk.heal();
            failing.remove(member);
            // One that is just about to end itself would stay away for the rest of the run.
            if (endsMembers && seen > 0) {
                member.process().awaitExit(ENDS_ITSELF_WITHIN);
            }
            if (!member.process().isAlive()) {
                ended = ", " + member.id() + " has ended itself";
                member.start();
            }
        }
    }

    @Override
    public Optional<String> evidence() {
        return seen <= 0 ? Optional.empty() : Optional.of(seen + " times" + ended);
    }
}
