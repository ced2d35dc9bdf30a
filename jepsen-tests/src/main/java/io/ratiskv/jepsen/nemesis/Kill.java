package io.ratiskv.jepsen.nemesis;

import io.ratiskv.jepsen.cluster.LocalCluster;
import io.ratiskv.jepsen.cluster.Member;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** SIGKILL; the end starts the members again on what they had stored. Evidence: their new process ids. */
final class Kill implements Nemesis {
    private final String name;
    private final LocalCluster cluster;
    private final Victims victims;
    private final Map<Member, Long> killed = new LinkedHashMap<>();
    private final List<String> evidence = new ArrayList<>();

    private Kill(String name, LocalCluster cluster, Victims victims) {
        this.name = name;
        this.cluster = cluster;
        this.victims = victims;
    }

    static Kill leader(LocalCluster cluster) {
        return new Kill("kill-leader", cluster, Victims.LEADER);
    }

    static Kill one(LocalCluster cluster) {
        return new Kill("kill-one", cluster, Victims.ONE);
    }

    static Kill majority(LocalCluster cluster) {
        return new Kill("kill-majority", cluster, Victims.MAJORITY);
    }

    static Kill all(LocalCluster cluster) {
        return new Kill("kill-all", cluster, Victims.ALL);
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
        chosen.forEach(member -> killed.put(member, member.process().pid().orElse(-1)));
        // At once: one after the other would leave time to elect another leader.
        chosen.parallelStream().forEach(Member::kill);
        return "kill -9 " + Processes.names(chosen);
    }

    @Override
    public void end() {
        for (Map.Entry<Member, Long> kill : List.copyOf(killed.entrySet())) {
            Member member = kill.getKey();
            long before = kill.getValue();
            Processes.revive(member);
            killed.remove(member);
            long after = member.process().pid().orElse(-1);
            if (after != before) {
                evidence.add(member.id() + " pid " + before + " -> " + after);
            }
        }
    }

    @Override
    public Optional<String> evidence() {
        return evidence.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", evidence));
    }
}
