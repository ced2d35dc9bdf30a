package io.ratiskv.jepsen.show;

import io.ratiskv.client.KvClient;
import io.ratiskv.client.Watch;
import io.ratiskv.client.WatchHandle;
import io.ratiskv.client.WatchList;
import io.ratiskv.client.WatchStatus;
import io.ratiskv.jepsen.cluster.ClusterSpec;
import io.ratiskv.jepsen.cluster.LocalCluster;
import io.ratiskv.jepsen.cluster.Member;
import io.ratiskv.jepsen.cluster.MemberHeap;
import io.ratiskv.jepsen.cluster.Poll;
import io.ratiskv.jepsen.workload.Clients;
import io.ratiskv.protocol.StatusResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/** Many watchers that never take what they are told, beside a few that do: what the member's heap and the others feel of it. */
final class ShowStuck {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String PREFIX = "watched/";
    private static final String PREFIX_END = "watched0";

    /** What a member may hold for one watcher: its window and what belongs to a connection. */
    private static final long HEAP_PER_WATCHER_MAX = 128 * 1024;

    private final Figures figures;
    private final int stuckCount;
    private final int healthyCount;
    private final double perSecond;
    private final double seconds;
    private final int valueBytes;
    private final ClusterSpec spec;
    private final Latencies latencies = new Latencies();
    private final LongAdder events = new LongAdder();
    private final List<Deliveries> healthy = new ArrayList<>();

    ShowStuck(Options options, Figures figures) {
        this.figures = figures;
        stuckCount = options.count("stuck", 1_000);
        healthyCount = options.count("healthy", 10);
        perSecond = options.share("rate", 200);
        seconds = options.share("seconds", 30);
        valueBytes = options.count("value-bytes", 1_024);
        spec = ClusterSpec.named("show-stuck").inEarnest(options.text("heap", "512m"));
        options.refuseOthers();
    }

    boolean run() {
        List<KvClient> clients = new ArrayList<>();
        List<WatchHandle> watches = new ArrayList<>();
        try (LocalCluster cluster = LocalCluster.start(spec);
                KvClient writing = Clients.open(cluster.endpoints(), "writer")) {
            Member member = cluster.member("n1");
            for (int i = 0; i < healthyCount; i++) {
                KvClient client = Clients.open(member.endpoint(), "healthy-" + i);
                clients.add(client);
                Deliveries deliveries = new Deliveries(latencies, events);
                healthy.add(deliveries);
                watches.add(client.watch(Watch.prefix(PREFIX).from(1).named("healthy"), deliveries));
            }
            awaitWatches(member, healthyCount);
            OneWriter writer = new OneWriter(writing, PREFIX, valueBytes);
            phase(writer, Math.min(10, seconds));
            figures.title(healthyCount + " watchers, " + perSecond + " puts a second of " + valueBytes + " bytes");
            double alone = measured(writer, "alone");
            long heapAlone = MemberHeap.afterCollection(member.process());
            long threadsAlone = MemberHeap.threads(member.process());
            try (StuckWatchers stuck = new StuckWatchers(member, stuckCount, PREFIX, PREFIX_END)) {
                awaitWatches(member, healthyCount + stuckCount);
                // Until every one of them has all that it is sent.
                phase(writer, Math.min(10, seconds));
                double beside = measured(writer, "beside " + stuckCount + " that are stuck");
                long heapBeside = MemberHeap.afterCollection(member.process());
                long growth = heapBeside - heapAlone;
                tell(writing, member, growth, heapAlone, heapBeside, threadsAlone);
                figures.line("p99 beside to alone", "%.2f", beside / alone);
                List<String> problems = healthy.stream()
                        .map(Deliveries::problem)
                        .filter(problem -> !problem.isEmpty())
                        .toList();
                figures.line("what healthy ones missed", "%s", problems);
                return problems.isEmpty() && growth <= stuckCount * HEAP_PER_WATCHER_MAX;
            }
        } finally {
            watches.forEach(WatchHandle::close);
            clients.forEach(client -> client.close(Duration.ofSeconds(1)));
        }
    }

    private static void awaitWatches(Member member, long count) {
        Poll.until(
                count + " watches",
                PATIENCE,
                () -> member.status().map(StatusResponse::getWatches).filter(n -> n >= count));
    }

    private double measured(OneWriter writer, String how) {
        latencies.clear();
        phase(writer, seconds);
        figures.line("put to event, " + how, "%s", latencies.words());
        return latencies.millis(0.99);
    }

    /** Writes, and waits until all healthy ones know. */
    private void phase(OneWriter writer, double lasting) {
        writer.atRate(perSecond, lasting);
        Poll.until(
                "healthy watchers to be told",
                PATIENCE,
                () -> Optional.of(true).filter(t -> healthy.stream().allMatch(d -> d.count() >= writer.written())));
    }

    private void tell(KvClient client, Member member, long growth, long heapAlone, long heapBeside, long threadsAlone) {
        figures.line(
                "heap of the member, after a collection",
                "%.1f MiB alone, %.1f MiB beside: %.1f KiB a stuck watcher",
                Figures.mebibytes(heapAlone),
                Figures.mebibytes(heapBeside),
                growth / 1024.0 / stuckCount);
        figures.line(
                "threads of the member", "%d alone, %d beside", threadsAlone, MemberHeap.threads(member.process()));
        WatchList all = client.admin().watches(member.endpoint());
        List<WatchStatus> stuck = all.watches().stream()
                .filter(status -> status.name().equals("stuck"))
                .toList();
        figures.line(
                "stuck ones as the member lists them",
                "%d (%d more not listed), %d blocked, %d synced, window used up to %,d of %,d bytes, lag up to %,d",
                stuck.size(),
                all.leftOut(),
                stuck.stream().filter(WatchStatus::blocked).count(),
                stuck.stream().filter(WatchStatus::synced).count(),
                stuck.stream().mapToLong(WatchStatus::windowUsedBytes).max().orElse(0),
                stuck.stream().mapToLong(WatchStatus::windowBytes).max().orElse(0),
                stuck.stream().mapToLong(WatchStatus::lag).max().orElse(0));
    }
}
