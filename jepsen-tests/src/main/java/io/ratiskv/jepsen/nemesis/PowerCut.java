package io.ratiskv.jepsen.nemesis;

import io.ratiskv.jepsen.cluster.LocalCluster;
import io.ratiskv.jepsen.cluster.Member;
import io.ratiskv.jepsen.fault.DiskFault;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * Members lose power: killed at once, and every write is gone that was not synced. One member, or all of them: what was
 * acknowledged must be there even then. Evidence: how many writes were taken back.
 */
final class PowerCut implements Nemesis {
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
        dark.addAll(chosen);
        chosen.parallelStream().forEach(Member::kill);
        for (Member member : chosen) {
            undone += member.disk().map(DiskFault::cutPower).orElse(0);
        }
        return "power cut at " + Processes.names(chosen);
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
