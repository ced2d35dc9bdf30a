package io.ratiskv.jepsen.show;

import io.ratiskv.client.KvClient;
import io.ratiskv.client.Put;
import io.ratiskv.client.Watch;
import io.ratiskv.client.WatchHandle;
import io.ratiskv.jepsen.cluster.ClusterSpec;
import io.ratiskv.jepsen.cluster.LocalCluster;
import io.ratiskv.jepsen.cluster.Member;
import io.ratiskv.jepsen.cluster.MemberHeap;
import io.ratiskv.jepsen.workload.Clients;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/** All connections of a client are cut again and again while it watches: what it misses, and what it leaves behind. */
final class ShowDisconnects {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String PREFIX = "watched/";

    /** How often threads and heaps are looked at. */
    private static final int LOOKS = 5;

    private static final int MORE_THREADS_MAX = 12;
    private static final double MORE_HEAP_MAX = 1.3;
    private static final long MORE_HEAP_BYTES_MAX = 16 << 20;
    private static final long UNTIL_CUT_NANOS_MAX = TimeUnit.MILLISECONDS.toNanos(4);

    /**
     * What members keep in memory on purpose is full before the first look: recent changes and the entries of the newest log
     * segment, bounded in bytes, by such values, and Ratis' notes on every entry of the log by snapshots, which let go of it.
     */
    private static final String PADDING = "x".repeat(1_500);

    private final Figures figures;
    private final int disconnects;
    private final int watchCount;
    private final long restNanos;
    private final ClusterSpec spec;
    private final Latencies latencies = new Latencies();
    private final LongAdder events = new LongAdder();
    private final List<Deliveries> all = new ArrayList<>();
    private final AtomicLong written = new AtomicLong();
    private volatile boolean over;
    private volatile String failure = "";

    /** What is in use at one time. */
    private record Use(long threads, long heap, List<Long> memberThreads, List<Long> memberHeaps) {}

    ShowDisconnects(Options options, Figures figures) {
        this.figures = figures;
        disconnects = options.count("disconnects", 10_000);
        watchCount = options.count("watches", 10);
        restNanos = (long) (1e9 / options.share("rate", 200));
        spec = ClusterSpec.named("show-disconnects")
                .proxied(1)
                .inEarnest(options.text("heap", "512m"))
                .setting("raft.log-segment-bytes", "8MiB")
                .setting("snapshot.every-entries", "5000");
        options.refuseOthers();
    }

    boolean run() {
        List<WatchHandle> watches = new ArrayList<>();
        try (LocalCluster cluster = LocalCluster.start(spec);
                KvClient writing = Clients.open(cluster.endpoints(), "writer");
                KvClient client = Clients.open(cluster.endpoints(), "watching")) {
            for (int i = 0; i < watchCount; i++) {
                Deliveries deliveries = new Deliveries(latencies, events);
                all.add(deliveries);
                watches.add(client.watch(Watch.prefix(PREFIX).from(1), deliveries));
            }
            Thread writer = new Thread(() -> write(writing), "writer");
            writer.setDaemon(true);
            writer.start();
            awaitTold();
            figures.title(disconnects + " times all connections cut, " + watchCount + " watches of one client");
            List<Use> uses = new ArrayList<>();
            long began = System.nanoTime();
            Random random = new Random(1);
            for (int i = 1; i <= disconnects; i++) {
                cluster.members().forEach(member -> member.proxy().cutAll());
                awaitTold();
                LockSupport.parkNanos((long) (random.nextDouble() * UNTIL_CUT_NANOS_MAX));
                if (i % Math.max(1, disconnects / LOOKS) == 0) {
                    uses.add(look(cluster, i));
                }
            }
            double took = Figures.seconds(System.nanoTime() - began);
            over = true;
            writer.join(PATIENCE.toMillis());
            awaitTold(written.get());
            return tell(cluster, uses, took);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } finally {
            over = true;
            watches.forEach(WatchHandle::close);
        }
    }

    /** Each put is answered before the next one: so their order is known however often they had to be sent. */
    private void write(KvClient client) {
        try {
            while (!over) {
                client.put(Put.of(PREFIX + "0", Deliveries.value(written.get(), PADDING)));
                written.incrementAndGet();
                LockSupport.parkNanos(restNanos);
            }
        } catch (RuntimeException e) {
            failure = e.toString();
        }
    }

    /** Until every watch was told of something that was written from now on. */
    private void awaitTold() {
        awaitTold(written.get() + 2);
    }

    private void awaitTold(long number) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (all.stream().anyMatch(deliveries -> deliveries.count() < number)) {
            if (System.nanoTime() - deadline > 0 || !failure.isEmpty()) {
                throw new IllegalStateException("not told of " + number + " within " + PATIENCE + ": "
                        + all.stream().map(Deliveries::count).toList() + " " + failure
                        + all.stream().map(Deliveries::problem).toList());
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }

    private Use look(LocalCluster cluster, int after) {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        long heap = runtime.totalMemory() - runtime.freeMemory();
        List<Member> members = cluster.members();
        Use use = new Use(
                ManagementFactory.getThreadMXBean().getThreadCount(),
                heap,
                members.stream().map(m -> MemberHeap.threads(m.process())).toList(),
                members.stream()
                        .map(m -> MemberHeap.afterCollection(m.process()))
                        .toList());
        figures.line(
                "after " + after,
                "client: %d threads, %.1f MiB; members: %s threads, %s MiB",
                use.threads(),
                Figures.mebibytes(use.heap()),
                use.memberThreads(),
                use.memberHeaps().stream().map(b -> b >> 20).toList());
        return use;
    }

    private boolean tell(LocalCluster cluster, List<Use> uses, double took) {
        figures.line("took", "%.0f s, %.1f ms from cut to cut", took, took * 1e3 / disconnects);
        figures.line("connections cut", "%,d", cluster.proxyCounts().cutConnections());
        figures.line("events", "%,d, %,d puts to %d watches", events.sum(), written.get(), watchCount);
        figures.line("put to event, outages included", "%s", latencies.words());
        List<String> problems = all.stream()
                .map(Deliveries::problem)
                .filter(problem -> !problem.isEmpty())
                .distinct()
                .toList();
        figures.line("lost, repeated, out of order", "%s %s", problems, failure);
        Use first = uses.get(0);
        Use last = uses.get(uses.size() - 1);
        boolean flat = last.threads() <= first.threads() + MORE_THREADS_MAX && flat(first.heap(), last.heap());
        for (int i = 0; i < first.memberHeaps().size(); i++) {
            flat &= last.memberThreads().get(i) <= first.memberThreads().get(i) + MORE_THREADS_MAX
                    && flat(first.memberHeaps().get(i), last.memberHeaps().get(i));
        }
        figures.line("threads and heaps", "%s", flat ? "flat" : "grow");
        return problems.isEmpty() && failure.isEmpty() && flat;
    }

    private static boolean flat(long first, long last) {
        return last <= first * MORE_HEAP_MAX + MORE_HEAP_BYTES_MAX;
    }
}
