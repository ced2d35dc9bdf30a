package io.ratiskv.jepsen.show;

import io.ratiskv.client.KvClient;
import io.ratiskv.client.Watch;
import io.ratiskv.client.WatchHandle;
import io.ratiskv.jepsen.cluster.ClusterSpec;
import io.ratiskv.jepsen.cluster.LocalCluster;
import io.ratiskv.jepsen.cluster.Member;
import io.ratiskv.jepsen.cluster.Poll;
import io.ratiskv.jepsen.workload.Clients;
import io.ratiskv.protocol.StatusResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/** One writer, many watchers of one prefix, by the published client: events a second, and from a put to its events. */
final class ShowFanout {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String PREFIX = "watched/";

    private final Figures figures;
    private final int watchers;
    private final int clientCount;
    private final double seconds;
    private final double perSecond;
    private final int inFlight;
    private final int valueBytes;
    private final ClusterSpec spec;
    private final Latencies latencies = new Latencies();
    private final LongAdder events = new LongAdder();
    private final List<Deliveries> all = new ArrayList<>();

    ShowFanout(Options options, Figures figures) {
        this.figures = figures;
        watchers = options.count("watchers", 1_000);
        clientCount = options.count("clients", 10);
        seconds = options.share("seconds", 20);
        perSecond = options.share("rate", 20);
        inFlight = options.count("in-flight", 8);
        valueBytes = options.count("value-bytes", 100);
        spec = ClusterSpec.named("show-fanout").inEarnest(options.text("heap", "512m"));
        options.refuseOthers();
    }

    boolean run() {
        List<KvClient> clients = new ArrayList<>();
        List<WatchHandle> watches = new ArrayList<>();
        try (LocalCluster cluster = LocalCluster.start(spec);
                KvClient writing = Clients.open(cluster.endpoints(), "writer")) {
            List<Member> members = cluster.members();
            for (int i = 0; i < clientCount; i++) {
                clients.add(Clients.open(members.get(i % members.size()).endpoint(), "fanout-" + i));
            }
            for (int i = 0; i < watchers; i++) {
                Deliveries deliveries = new Deliveries(latencies, events);
                all.add(deliveries);
                watches.add(
                        clients.get(i % clientCount).watch(Watch.prefix(PREFIX).from(1), deliveries));
            }
            Poll.until(
                    watchers + " watches",
                    PATIENCE,
                    () -> Optional.of(members.stream()
                                    .flatMap(member -> member.status().stream())
                                    .mapToLong(StatusResponse::getWatches)
                                    .sum())
                            .filter(n -> n >= watchers));
            OneWriter writer = new OneWriter(writing, PREFIX, valueBytes);
            writer.atRate(perSecond, Math.min(10, seconds));
            awaitAll(writer);
            figures.title(watchers + " watchers of one prefix by " + clientCount + " clients, on " + members.size()
                    + " members, all on this machine");
            atRate(writer);
            flatOut(writer);
            List<String> problems = all.stream()
                    .map(Deliveries::problem)
                    .filter(problem -> !problem.isEmpty())
                    .distinct()
                    .toList();
            figures.line("what was told twice or out of order", "%s", problems);
            return problems.isEmpty();
        } finally {
            watches.forEach(WatchHandle::close);
            clients.forEach(client -> client.close(Duration.ofSeconds(1)));
        }
    }

    private void atRate(OneWriter writer) {
        latencies.clear();
        long before = events.sum();
        writer.atRate(perSecond, seconds);
        awaitAll(writer);
        figures.line(
                String.format("at %.0f puts a second", perSecond),
                "%,d events, %,.0f a second",
                events.sum() - before,
                (events.sum() - before) / seconds);
        figures.line("  put to event", "%s", latencies.words());
    }

    private void flatOut(OneWriter writer) {
        latencies.clear();
        long before = events.sum();
        long written = writer.written();
        long began = System.nanoTime();
        writer.flatOut(inFlight, seconds);
        awaitAll(writer);
        double took = Figures.seconds(System.nanoTime() - began);
        figures.line(
                "flat out, " + inFlight + " puts under way",
                "%,.0f puts a second, %,.0f events a second",
                (writer.written() - written) / took,
                (events.sum() - before) / took);
        figures.line("  put to event", "%s", latencies.words());
    }

    private void awaitAll(OneWriter writer) {
        Poll.until(
                "all watchers to be told",
                PATIENCE,
                () -> Optional.of(true).filter(t -> all.stream().allMatch(d -> d.count() >= writer.written())));
    }
}
