package io.ratiskv.jepsen.nemesis;

import io.ratiskv.jepsen.cluster.Hosts;
import io.ratiskv.jepsen.cluster.LocalCluster;
import io.ratiskv.jepsen.cluster.Member;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * Members that do not hear each other; clients reach all of them. Packets vanish, as on a cut cable: connections hang. Evidence:
 * packets that the filters dropped.
 */
final class Partition implements Nemesis {
    private final String name;
    private final LocalCluster cluster;
    private final Cuts cuts;
    private final Shape shape;
    private final List<Cuts.Cut> made = new ArrayList<>();
    private long dropped;

    /** Who does not hear whom, and how it is told. */
    private record Drawn(String what, List<Cuts.Cut> cuts) {}

    @FunctionalInterface
    private interface Shape {
        Drawn draw(LocalCluster cluster, Random random);
    }

    private Partition(String name, LocalCluster cluster, Cuts cuts, Shape shape) {
        this.name = name;
        this.cluster = cluster;
        this.cuts = cuts;
        this.shape = shape;
    }

    /** Two groups, one of them a majority. */
    static Partition half(LocalCluster cluster, Cuts cuts) {
        return new Partition("partition-half", cluster, cuts, (c, random) -> {
            List<Member> order = shuffled(c, random);
            int few = (order.size() - 1) / 2;
            return apart(c, order.subList(0, few), order.subList(few, order.size()));
        });
    }

    /** The leader alone. */
    static Partition leader(LocalCluster cluster, Cuts cuts) {
        return new Partition("partition-leader", cluster, cuts, (c, random) -> {
            List<Member> alone = Processes.leader(c, random);
            List<Member> others =
                    c.members().stream().filter(m -> !alone.contains(m)).toList();
            return apart(c, alone, others);
        });
    }

    /** One member is heard by nobody, or hears nobody; the other direction works. */
    static Partition oneWay(LocalCluster cluster, Cuts cuts) {
        return new Partition("partition-one-way", cluster, cuts, (c, random) -> {
            // The leader more often than by chance: it is the one that notices.
            List<Member> victims = random.nextBoolean() ? Processes.leader(c, random) : shuffled(c, random);
            boolean deaf = random.nextBoolean();
            Drawn drawn = new Drawn("nobody is up", new ArrayList<>());
            for (Member victim : victims.stream().limit(1).toList()) {
                drawn = new Drawn(victim.id() + (deaf ? " hears nobody" : " is heard by nobody"), new ArrayList<>());
                for (Member other : c.members()) {
                    if (other != victim) {
                        drawn.cuts.add(deaf ? cut(c, victim, other) : cut(c, other, victim));
                    }
                }
            }
            return drawn;
        });
    }

    /** Everybody hears a majority, but each another one. */
    static Partition ring(LocalCluster cluster, Cuts cuts) {
        return new Partition("partition-ring", cluster, cuts, (c, random) -> {
            List<Member> ring = shuffled(c, random);
            int n = ring.size();
            int heard = n / 2 + 1;
            List<Cuts.Cut> ringCuts = new ArrayList<>();
            for (int i = 0; i < n; i++) {
                for (int step = heard / 2 + 1; step < n - (heard - 1) / 2; step++) {
                    ringCuts.add(cut(c, ring.get(i), ring.get((i + step) % n)));
                }
            }
            return new Drawn("ring of " + Processes.names(ring) + ", each hears " + heard, ringCuts);
        });
    }

    private static List<Member> shuffled(LocalCluster cluster, Random random) {
        List<Member> members = new ArrayList<>(cluster.members());
        Collections.shuffle(members, random);
        return members;
    }

    private static Drawn apart(LocalCluster cluster, List<Member> some, List<Member> others) {
        List<Cuts.Cut> both = new ArrayList<>();
        for (Member one : some) {
            for (Member other : others) {
                both.add(cut(cluster, one, other));
                both.add(cut(cluster, other, one));
            }
        }
        return new Drawn(Processes.names(some) + " | " + Processes.names(others), both);
    }

    private static Cuts.Cut cut(LocalCluster cluster, Member deaf, Member from) {
        return new Cuts.Cut(cluster.host(deaf), cluster.host(from));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Optional<String> unavailable() {
        return needsHosts(cluster)
                .or(() -> cluster.members().size() < 2 ? Optional.of("needs two members") : Optional.empty());
    }

    /** A plain word if the cluster's members have no hosts of their own. */
    static Optional<String> needsHosts(LocalCluster cluster) {
        return cluster.hosts().isPresent()
                ? Optional.empty()
                : Hosts.unavailable().or(() -> Optional.of("the members have no hosts of their own"));
    }

    @Override
    public String begin(Random random) {
        dropped = 0;
        Drawn drawn = shape.draw(cluster, random);
        for (Cuts.Cut cut : drawn.cuts) {
            cuts.cut(cut);
            made.add(cut);
        }
        return drawn.what;
    }

    @Override
    public void end() {
        while (!made.isEmpty()) {
            dropped += cuts.mend(made.get(made.size() - 1));
            made.remove(made.size() - 1);
        }
    }

    @Override
    public Optional<String> evidence() {
        return dropped == 0 ? Optional.empty() : Optional.of(dropped + " packets dropped");
    }
}
