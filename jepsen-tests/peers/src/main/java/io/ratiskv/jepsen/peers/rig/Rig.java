package io.ratiskv.jepsen.peers.rig;

import io.ratiskv.cli.bench.load.BenchRun;
import io.ratiskv.cli.bench.load.Data;
import io.ratiskv.cli.bench.load.Progress;
import io.ratiskv.cli.bench.load.Result;
import io.ratiskv.cli.bench.load.Settings;
import io.ratiskv.cli.bench.load.Target;
import io.ratiskv.cli.bench.load.Workload;
import io.ratiskv.cli.bench.store.RatisKvTarget;
import io.ratiskv.client.KvClient;
import io.ratiskv.client.KvClientBuilder;
import io.ratiskv.jepsen.cluster.ClusterSpec;
import io.ratiskv.jepsen.cluster.LocalCluster;
import io.ratiskv.jepsen.cluster.Member;
import io.ratiskv.jepsen.workload.Clients;
import io.ratiskv.protocol.StatusResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.UnaryOperator;

/**
 * A fresh cluster of ours and the generator before it. Closing kills the members; their logs and data stay.
 *
 * <p>Thread: one.
 */
public final class Rig implements AutoCloseable {
    private static final int CONNECTIONS = 3;

    /** A member takes 1,024 open requests of a connection; a client queues the rest. */
    private static final int OUTSTANDING_PER_CONNECTION = 1_000;

    /** More than any workload here has under way. */
    private static final int IN_FLIGHT_MAX = 1 << 18;

    private static final Duration NO_TIME = Duration.ofMillis(1);
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final double MIB = 1024.0 * 1024;

    private final RigPlan plan;
    private final LocalCluster cluster;
    private final Data data;

    private Rig(RigPlan plan, LocalCluster cluster, Data data) {
        this.plan = plan;
        this.cluster = cluster;
        this.data = data;
    }

    /**
     * Starts a cluster with nothing in it and waits until each member serves.
     *
     * @param name of the directory of its logs and data
     * @param more further settings of the members
     */
    public static Rig start(RigPlan plan, String name, Shape shape, UnaryOperator<ClusterSpec> more) {
        ClusterSpec spec = ClusterSpec.named(name).root(plan.directory()).members(shape.members());
        if (!plan.quick()) {
            spec.inEarnest(plan.heap());
        }
        Data data = new Data(Data.PREFIX, shape.keys(), Shape.KEY_SIZE, shape.valueSize(), 1);
        return new Rig(plan, LocalCluster.start(more.apply(spec)), data);
    }

    public LocalCluster cluster() {
        return cluster;
    }

    public RigPlan plan() {
        return plan;
    }

    public Data data() {
        return data;
    }

    /** Writes the keys; tells how many in a second. */
    public double load() throws Exception {
        try (Target target = target(OUTSTANDING_PER_CONNECTION)) {
            long began = System.nanoTime();
            long written = BenchRun.load(target, settings(NO_TIME, NO_TIME, 1, List.of()), Progress.NONE);
            return written * 1e9 / (System.nanoTime() - began);
        }
    }

    /** Keeps the cluster under this load for the plan's warm-up; counts for nothing. */
    public void warmUp(String... workloads) throws Exception {
        for (String workload : workloads) {
            Workload typed = Workload.parse(workload);
            try (Target target = target(outstanding(typed))) {
                BenchRun.run(target, typed, settings(plan.warmUp().dividedBy(workloads.length), NO_TIME, 1, List.of()));
            }
        }
    }

    /** Measures one workload and tells its line. */
    public Line measure(String workload) throws Exception {
        return measure(workload, 1);
    }

    /** As {@link #measure(String)}, with so many watchers of a watch. */
    public Line measure(String workload, int watchers) throws Exception {
        Workload typed = Workload.parse(workload);
        try (Target target = target(outstanding(typed))) {
            Entries entries = new Entries(cluster);
            Result result = BenchRun.run(
                    target,
                    typed,
                    settings(plan.settle(), plan.measured(), watchers, pids()),
                    moment -> entries.at(moment.phase()));
            return Readings.line(workload, result, entries, cluster.members().size());
        }
    }

    /** Measures one workload with a target of the caller's. */
    public Result run(Target target, Workload workload, Progress progress) throws InterruptedException {
        return BenchRun.run(target, workload, settings(plan.settle(), plan.measured(), 1, pids()), progress);
    }

    /** The generator's clients for so many operations outstanding, spread over connections. */
    public Target target(int outstanding) {
        int connections =
                Math.max(CONNECTIONS, (outstanding + OUTSTANDING_PER_CONNECTION - 1) / OUTSTANDING_PER_CONNECTION);
        return target(connections, builder -> builder.inFlightMax(IN_FLIGHT_MAX));
    }

    /** So many clients, which the caller may set further; failing over by themselves. */
    public Target target(int connections, UnaryOperator<KvClientBuilder> more) {
        List<KvClient> clients = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            KvClientBuilder builder = Clients.patient(cluster.endpoints(), "rig-" + i)
                    .attemptTimeout(Duration.ofMillis(500))
                    // What follows an answer runs on the network's thread, as in bin/peers.
                    .executor(Runnable::run);
            clients.add(more.apply(builder).build());
        }
        return new RatisKvTarget(clients, data);
    }

    private static int outstanding(Workload workload) {
        return workload.offer() instanceof Workload.Closed closed ? closed.outstanding() : 1;
    }

    private Settings settings(Duration settle, Duration measured, int watchers, List<Long> pids) {
        Settings.Mix mix = new Settings.Mix(Settings.Distribution.UNIFORM, 90, 8, 100, watchers, IN_FLIGHT_MAX);
        return new Settings(data, new Settings.Window(settle, measured), mix, pids, 1);
    }

    private List<Long> pids() {
        return cluster.members().stream()
                .filter(member -> member.process().isAlive())
                .map(member -> member.process().pid().orElseThrow())
                .toList();
    }

    /** Mean over the members. */
    public double residentMebibytes() {
        return cluster.members().stream()
                        .mapToLong(member -> member.process().residentBytes().orElse(0))
                        .average()
                        .orElse(0)
                / MIB;
    }

    /** Of the store's files, mean over the members; empty if nobody says. */
    public OptionalDouble storeMebibytes() {
        OptionalDouble mean = cluster.members().stream()
                .flatMap(member -> member.status().stream())
                .mapToLong(StatusResponse::getStoreBytes)
                .average();
        return mean.isPresent() ? OptionalDouble.of(mean.getAsDouble() / MIB) : mean;
    }

    public Member leader() {
        return cluster.awaitLeader(PATIENCE);
    }

    /** Waits until every member serves again, started anew if it had ended. */
    public void revive() {
        for (Member member : cluster.members()) {
            if (!member.process().isAlive()) {
                member.start();
            } else if (member.process().isPaused()) {
                member.process().resume();
            }
        }
        cluster.awaitServing(PATIENCE);
    }

    @Override
    public void close() {
        cluster.close();
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%d members, %,d keys of %d bytes, values of %,d bytes",
                cluster.members().size(),
                data.keys(),
                data.keySize(),
                data.valueSize());
    }
}
