package io.ratiskv.jepsen.peers;

import io.ratiskv.cli.bench.load.BenchRun;
import io.ratiskv.cli.bench.load.Data;
import io.ratiskv.cli.bench.load.Kind;
import io.ratiskv.cli.bench.load.Progress;
import io.ratiskv.cli.bench.load.Settings;
import io.ratiskv.cli.bench.load.Target;
import io.ratiskv.cli.bench.load.Workload;
import io.ratiskv.jepsen.peers.store.Store;
import io.ratiskv.jepsen.peers.store.StoreCluster;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One store in one round: a fresh cluster for all workloads of the generator, one for the big load, one for failing over.
 * What goes wrong becomes an error of its row.
 *
 * <p>Thread: one.
 */
final class StoreRound {
    private static final int WARM_UP_OUTSTANDING = 256;
    private static final int FAILOVER_KEYS = 10_000;
    private static final Duration NO_TIME = Duration.ofMillis(1);

    private final PeersPlan plan;
    private final Store store;
    private final int round;
    private final Consumer<Sample> samples;

    StoreRound(PeersPlan plan, Store store, int round, Consumer<Sample> samples) {
        this.plan = plan;
        this.store = store;
        this.round = round;
        this.samples = samples;
    }

    void run() throws InterruptedException {
        List<Row> rows = plan.rows().stream()
                .filter(row -> store.measures(row.workload().map(Workload::kind)))
                .toList();
        List<Row> workloads =
                rows.stream().filter(row -> row.workload().isPresent()).toList();
        if (!workloads.isEmpty()) {
            inFreshCluster(workloads, cluster -> workloads(cluster, workloads));
        }
        if (rows.contains(Row.LOAD)) {
            inFreshCluster(List.of(Row.LOAD), this::bigLoad);
        }
        if (rows.contains(Row.FAILOVER)) {
            inFreshCluster(List.of(Row.FAILOVER), this::failOver);
        }
    }

    /** What throws fails all rows: none of them has a sample yet. */
    private void inFreshCluster(List<Row> rows, Measurement measurement) throws InterruptedException {
        try (StoreCluster cluster = store.start(plan.directory().resolve(store.name()))) {
            measurement.of(cluster);
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            rows.forEach(row -> fail(row, e));
        }
    }

    private void fail(Row row, Exception e) {
        samples.accept(Sample.failed(store.name(), round, row.name(), e.toString()));
    }

    private void workloads(StoreCluster cluster, List<Row> rows) throws Exception {
        Data data = data(plan.keys());
        try (Target target = cluster.connect(data, StoreCluster.Access.LEADER)) {
            target.prepare();
            BenchRun.load(target, settings(cluster, data, plan.settle(), plan.measured(), 1), Progress.NONE);
        }
        warmUp(cluster, data, rows);
        for (Row row : rows) {
            try {
                revive(cluster);
                workload(cluster, data, row);
            } catch (InterruptedException e) {
                throw e;
            } catch (Exception e) {
                fail(row, e);
            }
        }
    }

    /** Every kind that will be measured has an equal share of the time. */
    private void warmUp(StoreCluster cluster, Data data, List<Row> rows) throws Exception {
        List<Kind> kinds = rows.stream()
                .map(row -> row.workload().orElseThrow().kind())
                .map(kind -> kind == Kind.WATCH ? Kind.PUT : kind)
                .distinct()
                .toList();
        Duration share = plan.warmUp().dividedBy(kinds.size());
        for (Kind kind : kinds) {
            if (share.isZero()) {
                return;
            }
            try (Target target = cluster.connect(data, access(kind))) {
                Workload workload = new Workload(kind, new Workload.Closed(WARM_UP_OUTSTANDING));
                if (target.supports(kind)) {
                    BenchRun.run(target, workload, settings(cluster, data, share, NO_TIME, 1));
                }
            }
        }
    }

    private static void revive(StoreCluster cluster) {
        for (int i = 0; i < cluster.processes().size(); i++) {
            if (!cluster.processes().get(i).isAlive()) {
                cluster.start(i);
            }
        }
        cluster.awaitServing();
    }

    private void workload(StoreCluster cluster, Data data, Row row) throws Exception {
        Workload workload = row.workload().orElseThrow();
        try (Target target = cluster.connect(data, access(workload.kind()))) {
            if (target.supports(workload.kind())) {
                Settings settings =
                        settings(cluster, data, plan.settle(), plan.measured(), Math.max(1, row.watchers()));
                samples.accept(Samples.of(store.name(), round, row.name(), BenchRun.run(target, workload, settings)));
            }
        }
    }

    private static StoreCluster.Access access(Kind kind) {
        return kind == Kind.LOCAL_GET || kind == Kind.WATCH
                ? StoreCluster.Access.EACH_MEMBER
                : StoreCluster.Access.LEADER;
    }

    private void bigLoad(StoreCluster cluster) throws Exception {
        Data data = data(plan.loadKeys());
        Map<Figure, Double> figures = new BigLoad(cluster, data).run();
        samples.accept(new Sample(store.name(), round, Row.LOAD.name(), figures, Map.of(), Optional.empty()));
    }

    private void failOver(StoreCluster cluster) throws Exception {
        Data data = data(FAILOVER_KEYS);
        try (Target target = cluster.connect(data, StoreCluster.Access.FAIL_OVER)) {
            target.prepare();
            BenchRun.load(target, settings(cluster, data, plan.settle(), plan.measured(), 1), Progress.NONE);
            FailOver failOver = new FailOver(cluster, target, FAILOVER_KEYS, store.attemptMax());
            List<Double> gaps = failOver.run(plan.trials());
            Map<String, Double> more = new LinkedHashMap<>();
            for (int i = 0; i < gaps.size(); i++) {
                more.put("gap_" + (i + 1), gaps.get(i));
            }
            more.put("failed_attempts", (double) failOver.failedAttempts());
            samples.accept(new Sample(
                    store.name(),
                    round,
                    Row.FAILOVER.name(),
                    Map.of(Figure.GAP, Spread.of(gaps).median()),
                    more,
                    Optional.empty()));
        }
    }

    private Data data(int keys) {
        return new Data(Data.PREFIX, keys, plan.keySize(), plan.valueSize(), round);
    }

    private Settings settings(StoreCluster cluster, Data data, Duration warmUp, Duration measured, int watchers) {
        Settings.Mix mix = Settings.Mix.DEFAULT;
        return new Settings(
                data,
                new Settings.Window(warmUp, measured),
                new Settings.Mix(
                        mix.distribution(),
                        mix.readPercent(),
                        mix.txnKeys(),
                        mix.rangeKeys(),
                        watchers,
                        mix.outstandingMax()),
                cluster.pids(),
                round);
    }

    @FunctionalInterface
    private interface Measurement {
        void of(StoreCluster cluster) throws Exception;
    }
}
