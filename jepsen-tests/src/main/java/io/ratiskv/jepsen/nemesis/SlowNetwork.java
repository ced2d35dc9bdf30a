package io.ratiskv.jepsen.nemesis;

import io.ratiskv.jepsen.cluster.Links;
import io.ratiskv.jepsen.cluster.LocalCluster;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/** Packets between all hosts, this JVM's included, are late, come twice or overtake each other. Evidence: how many. */
final class SlowNetwork implements Nemesis {
    private final String name;
    private final LocalCluster cluster;
    private final Function<Random, Map<String, Double>> wish;
    private final ToLongFunction<Links.Counts> count;
    private boolean begun;
    private long countAtBegin;
    private long seen;

    private SlowNetwork(
            String name,
            LocalCluster cluster,
            Function<Random, Map<String, Double>> wish,
            ToLongFunction<Links.Counts> count) {
        this.name = name;
        this.cluster = cluster;
        this.wish = wish;
        this.count = count;
    }

    /** Late by 20 to 120 ms each way, give or take a third. */
    static SlowNetwork delay(LocalCluster cluster) {
        return new SlowNetwork(
                "net-delay",
                cluster,
                random -> {
                    double delay = 20 + random.nextInt(101);
                    return Map.of("delay", delay, "jitter", delay / 3);
                },
                Links.Counts::delayed);
    }

    /** Up to half of the packets come twice. */
    static SlowNetwork duplicate(LocalCluster cluster) {
        return new SlowNetwork(
                "net-duplicate", cluster, random -> Map.of("dup", 10.0 + random.nextInt(41)), Links.Counts::duplicated);
    }

    /** Up to half of the packets overtake the others, which are 10 ms late. */
    static SlowNetwork reorder(LocalCluster cluster) {
        return new SlowNetwork(
                "net-reorder",
                cluster,
                random -> Map.of("delay", 10.0, "reorder", 10.0 + random.nextInt(41)),
                Links.Counts::reordered);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Optional<String> unavailable() {
        return Partition.needsHosts(cluster).or(Links::unavailable);
    }

    @Override
    public String begin(Random random) {
        seen = 0;
        Map<String, Double> drawn = wish.apply(random);
        begun = true;
        links().want(name, drawn);
        countAtBegin = count.applyAsLong(links().counts());
        return "every link: " + new java.util.TreeMap<>(drawn);
    }

    @Override
    public void end() {
        if (begun) {
            begun = false;
            try {
                seen = count.applyAsLong(links().counts()) - countAtBegin;
            } finally {
                links().unwant(name);
            }
        }
    }

    private Links links() {
        return cluster.hosts().orElseThrow().links();
    }

    @Override
    public Optional<String> evidence() {
        return seen <= 0 ? Optional.empty() : Optional.of(seen + " frames");
    }
}
