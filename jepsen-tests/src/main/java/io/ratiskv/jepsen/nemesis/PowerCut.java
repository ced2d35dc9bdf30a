package io.ratiskv.jepsen.nemesis;

import io.ratiskv.jepsen.cluster.LocalCluster;
import io.ratiskv.jepsen.cluster.Member;
import io.ratiskv.jepsen.fault.DiskFault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Members lose power: killed at once, and every write is gone that was not synced. One member, or all of them: what was
 * acknowledged must be there even then. Their disks hang for a moment before: on an idle disk a sync follows its write so soon
 * that a member which did not wait for it would hardly ever be caught. Evidence: how many writes were taken back.
 */
final class PowerCut implements Nemesis {
    private static final int HANGS_MS_MIN = 100;
    private static final int HANGS_MS_MAX = 500;

    /** Longer than a disk hangs: no sync that begins meanwhile ends before the kill. */
    private static final Duration HANGING = Duration.ofSeconds(10);

    private final LocalCluster cluster;
    private final List<Member> dark = new ArrayList<>();
    private int undone;

    PowerCut(LocalCluster cluster) {
        this.cluster = cluster;
    }

    @Override
    public String name() {
        return "power-cut";
    }

    @Override
    public Optional<String> unavailable() {
        return FailingDisk.needsDisks(cluster);
    }

    @Override
    public String begin(Random random) {
        undone = 0;
        List<Member> chosen = (random.nextBoolean() ? Victims.ALL : Victims.ONE).choose(cluster, random);
        int hangsMs = HANGS_MS_MIN + random.nextInt(HANGS_MS_MAX - HANGS_MS_MIN + 1);
        dark.addAll(chosen);
        Map<DiskFault, Duration> before = new LinkedHashMap<>();
        for (Member member : chosen) {
            member.disk().ifPresent(disk -> before.put(disk, disk.syncDelay()));
        }
        before.keySet().forEach(disk -> disk.slowSyncs(HANGING));
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(hangsMs));
        chosen.parallelStream().forEach(Member::kill);
        // As slow as another fault may have made it.
        before.forEach(DiskFault::slowSyncs);
        for (DiskFault disk : before.keySet()) {
            undone += disk.cutPower();
        }
        return "power cut at " + Processes.names(chosen) + ", disks hung for " + hangsMs + " ms";
    }

    @Override
    public void end() {
        for (Member member : List.copyOf(dark)) {
            Processes.revive(member);
            dark.remove(member);
        }
    }

    @Override
    public Optional<String> evidence() {
        return undone == 0 ? Optional.empty() : Optional.of(undone + " writes undone");
    }
}
