package io.ratiskv.jepsen.nemesis;

import io.ratiskv.jepsen.cluster.LocalCluster;
import io.ratiskv.jepsen.cluster.Member;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** SIGSTOP, then SIGCONT: connections stay open, time passes unnoticed. Evidence: the kernel calls the process stopped. */
final class Pause implements Nemesis {
    private final String name;
    private final LocalCluster cluster;
    private final Victims victims;
    private final List<Member> paused = new ArrayList<>();
    private final List<String> evidence = new ArrayList<>();

    private Pause(String name, LocalCluster cluster, Victims victims) {
        this.name = name;
        this.cluster = cluster;
        this.victims = victims;
    }

    static Pause leader(LocalCluster cluster) {
        return new Pause("pause-leader", cluster, Victims.LEADER);
    }

    static Pause one(LocalCluster cluster) {
        return new Pause("pause-one", cluster, Victims.ONE);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Optional<String> unavailable() {
        return Optional.empty();
    }

    @Override
    public String begin(Random random) {
        evidence.clear();
        List<Member> chosen = victims.choose(cluster, random);
        for (Member member : chosen) {
            paused.add(member);
            member.process().pause();
        }
        return "SIGSTOP " + Processes.names(chosen);
    }

    @Override
    public void end() {
        for (Member member : List.copyOf(paused)) {
            // Another fault may have killed it meanwhile, and then it is that one's to start it.
            if (member.process().isPaused()) {
                if (member.process().isStopped()) {
                    evidence.add(member.id() + " stood still");
                }
                member.process().resume();
            }
            paused.remove(member);
        }
    }

    @Override
    public Optional<String> evidence() {
        return evidence.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", evidence));
    }
}
