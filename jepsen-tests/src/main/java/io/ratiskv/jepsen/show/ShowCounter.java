package io.ratiskv.jepsen.show;

import io.ratiskv.client.KvClient;
import io.ratiskv.jepsen.cluster.ClusterSpec;
import io.ratiskv.jepsen.cluster.LocalCluster;
import io.ratiskv.jepsen.cluster.Member;
import io.ratiskv.jepsen.proxy.ProxyFaults;
import io.ratiskv.jepsen.workload.Clients;
import io.ratiskv.jepsen.workload.CounterWorkload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Increments by many clients through a proxy that loses answers and doubles requests, while leaders are killed. */
final class ShowCounter {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Figures figures;
    private final long increments;
    private final int clientCount;
    private final int inFlight;
    private final ProxyFaults faults;
    private final long killEveryMillis;
    private final Duration attemptTimeout;
    private final String sabotage;
    private final ClusterSpec spec;
    private int kills;

    ShowCounter(Options options, Figures figures) {
        this.figures = figures;
        increments = options.number("increments", 200_000);
        clientCount = options.count("clients", 50);
        inFlight = options.count("in-flight", 8);
        faults = ProxyFaults.lossy(options.share("drop", 0.3), options.share("duplicate", 0.1));
        killEveryMillis = options.number("kill-every-ms", 5_000);
        attemptTimeout = Duration.ofMillis(options.number("attempt-timeout-ms", 100));
        sabotage = options.text("sabotage", "");
        spec = ClusterSpec.named("show-counter").proxied(options.number("seed", 1));
        // Lives of some seconds: the second compiler would take the machine from members that are starting.
        spec.jvm("-Xmx" + options.text("heap", "512m"));
        if (!sabotage.isEmpty()) {
            spec.sabotage(sabotage);
        }
        options.refuseOthers();
    }

    boolean run() {
        List<KvClient> clients = new ArrayList<>();
        try (LocalCluster cluster = LocalCluster.start(spec)) {
            cluster.setFaults(faults);
            for (int i = 0; i < clientCount; i++) {
                clients.add(Clients.patient(cluster.endpoints(), "show-" + i)
                        .attemptTimeout(attemptTimeout)
                        .deadline(Duration.ofSeconds(30))
                        .build());
            }
            CounterWorkload workload = new CounterWorkload("counter", clients, inFlight);
            long began = System.nanoTime();
            CompletableFuture<CounterWorkload.Result> running =
                    CompletableFuture.supplyAsync(() -> workload.run(increments));
            killLeaders(cluster, workload, running);
            CounterWorkload.Result result = running.join();
            print(cluster, result, System.nanoTime() - began);
            cluster.setFaults(ProxyFaults.NONE);
            boolean exact = result.problems().isEmpty();
            if (sabotage.isEmpty()) {
                cluster.awaitSameState(PATIENCE);
                return exact;
            }
            return !exact;
        } finally {
            clients.forEach(client -> client.close(Duration.ofSeconds(1)));
        }
    }

    private void killLeaders(
            LocalCluster cluster, CounterWorkload workload, CompletableFuture<CounterWorkload.Result> running) {
        CountDownLatch done = new CountDownLatch(1);
        running.whenComplete((result, failure) -> done.countDown());
        try {
            while (!done.await(killEveryMillis, TimeUnit.MILLISECONDS)) {
                Member leader = cluster.awaitLeader(PATIENCE);
                leader.kill();
                kills++;
                figures.line("leader killed", "%s, %,d increments acknowledged", leader.id(), workload.acknowledged());
                leader.start();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private void print(LocalCluster cluster, CounterWorkload.Result result, long nanos) {
        figures.title("Increments, exactly once" + (sabotage.isEmpty() ? "" : ", sabotaged: " + sabotage));
        figures.line("increments asked for, clients", "%,d, %d", increments, clientCount);
        figures.line("acknowledged", "%,d", result.acknowledged());
        figures.line("answered 'not applied' and made anew", "%,d", result.notApplied());
        figures.line("unknown", "%,d", result.unknown());
        figures.line(
                "  resolved: applied, never applied",
                "%,d, %,d",
                result.resolvedApplied(),
                result.resolvedNotApplied());
        figures.line("counter", "%,d", result.counter());
        figures.line("took", "%.1f s, %,.0f a second", Figures.seconds(nanos), increments / Figures.seconds(nanos));
        figures.line("leaders killed", "%d", kills);
        figures.line("proxies", "%s", cluster.proxyCounts());
        figures.line("problems", "%,d", result.problems().size());
        result.problems().stream().limit(5).forEach(problem -> figures.line("", "%s", problem));
    }
}
