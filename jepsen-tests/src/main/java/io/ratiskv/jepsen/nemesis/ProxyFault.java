package io.ratiskv.jepsen.nemesis;

import io.ratiskv.jepsen.cluster.LocalCluster;
import io.ratiskv.jepsen.cluster.Member;
import io.ratiskv.jepsen.proxy.FrameProxy;
import io.ratiskv.jepsen.proxy.ProxyCounts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;

/** What the proxies before the client ports do; needs no rights. Evidence: what they have counted. */
final class ProxyFault implements Nemesis {
    private static final double DROP_MAX = 0.3;
    private static final double DUPLICATE_MAX = 0.3;

    private final String name;
    private final LocalCluster cluster;
    private final Victims victims;
    private final BiFunction<FrameProxy, Random, String> begin;
    private final Consumer<FrameProxy> end;
    private final ToLongFunction<FrameProxy> count;
    private final String counted;
    private final List<FrameProxy> begun = new ArrayList<>();
    private long countAtBegin;
    private long seen;

    private ProxyFault(
            String name,
            LocalCluster cluster,
            Victims victims,
            BiFunction<FrameProxy, Random, String> begin,
            Consumer<FrameProxy> end,
            ToLongFunction<FrameProxy> count,
            String counted) {
        this.name = name;
        this.cluster = cluster;
        this.victims = victims;
        this.begin = begin;
        this.end = end;
        this.count = count;
        this.counted = counted;
    }

    /** Answers are lost and requests arrive twice. */
    static ProxyFault lossy(LocalCluster cluster) {
        return new ProxyFault(
                "proxy-lossy",
                cluster,
                Victims.ALL,
                (proxy, random) -> {
                    double drop = random.nextDouble() * DROP_MAX;
                    double duplicate = random.nextDouble() * DUPLICATE_MAX;
                    proxy.setFaults(io.ratiskv.jepsen.proxy.ProxyFaults.lossy(drop, duplicate));
                    return Math.round(drop * 100) + " % of answers lost, " + Math.round(duplicate * 100)
                            + " % of requests doubled";
                },
                proxy -> proxy.setFaults(io.ratiskv.jepsen.proxy.ProxyFaults.NONE),
                proxy -> {
                    ProxyCounts counts = proxy.counts();
                    return counts.droppedAnswers() + counts.duplicatedRequests();
                },
                "answers lost and requests doubled");
    }

    /** One member's clients are cut off and find nobody for a while. */
    static ProxyFault cut(LocalCluster cluster) {
        return new ProxyFault(
                "proxy-cut",
                cluster,
                Victims.ONE,
                (proxy, random) -> {
                    proxy.refuse();
                    return "clients are cut off";
                },
                FrameProxy::accept,
                proxy -> proxy.counts().cutConnections(),
                "connections cut");
    }

    /** One-way silence between one member and its clients. */
    static ProxyFault silence(LocalCluster cluster) {
        return new ProxyFault(
                "proxy-silence",
                cluster,
                Victims.LEADER,
                (proxy, random) -> {
                    if (random.nextBoolean()) {
                        proxy.silenceTowardsMember();
                        return "hears no client";
                    }
                    proxy.silenceTowardsClient();
                    return "is heard by no client";
                },
                FrameProxy::unsilence,
                FrameProxy::heldBack,
                "frames held back");
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Optional<String> unavailable() {
        return cluster.members().stream().allMatch(Member::isProxied)
                ? Optional.empty()
                : Optional.of("the cluster runs without proxies");
    }

    @Override
    public String begin(Random random) {
        seen = 0;
        List<String> what = new ArrayList<>();
        List<Member> chosen = victims.choose(cluster, random);
        countAtBegin = 0;
        for (Member member : chosen) {
            begun.add(member.proxy());
            countAtBegin += count.applyAsLong(member.proxy());
            what.add(member.id() + " " + begin.apply(member.proxy(), random));
        }
        return what.isEmpty() ? "nobody is up" : String.join(", ", what);
    }

    @Override
    public void end() {
        if (!begun.isEmpty()) {
            seen = begun.stream().mapToLong(count).sum() - countAtBegin;
            begun.forEach(end);
            begun.clear();
        }
    }

    @Override
    public Optional<String> evidence() {
        return seen <= 0 ? Optional.empty() : Optional.of(seen + " " + counted);
    }
}
