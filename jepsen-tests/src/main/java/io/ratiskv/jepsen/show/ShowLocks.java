package io.ratiskv.jepsen.show;

import io.ratiskv.client.KeyRange;
import io.ratiskv.client.KvClient;
import io.ratiskv.client.Range;
import io.ratiskv.jepsen.checker.LockChecks;
import io.ratiskv.jepsen.checker.Verdict;
import io.ratiskv.jepsen.cluster.ClusterSpec;
import io.ratiskv.jepsen.cluster.LocalCluster;
import io.ratiskv.jepsen.history.Call;
import io.ratiskv.jepsen.history.Completion;
import io.ratiskv.jepsen.history.LockAnswer;
import io.ratiskv.jepsen.history.LockRequest;
import io.ratiskv.jepsen.holder.HolderHistory;
import io.ratiskv.jepsen.holder.HolderProcess;
import io.ratiskv.jepsen.workload.Clients;
import io.ratiskv.jepsen.workload.LockEffects;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Processes that hold locks are stopped for 0.5 to 3 times the time to live of their leases, and write on when they wake: behind a
 * protected prefix no effects overlap; without fences they do.
 */
final class ShowLocks {
    private static final Duration WARM_UP = Duration.ofSeconds(5);

    /** Pauses between two looks at how many holders they met. */
    private static final int PAUSES_PER_LOOK = 10;

    private static final Duration LONGEST = Duration.ofMinutes(30);

    private final Figures figures;
    private final int rounds;
    private final int unfencedRounds;
    private final int processes;
    private final int locks;
    private final Duration ttl;
    private final long runMillis;
    private final long seed;
    private final ClusterSpec spec;

    /** When a process stood still. */
    private record Stop(int process, long fromNanos, long toNanos) {}

    ShowLocks(Options options, Figures figures) {
        this.figures = figures;
        rounds = options.count("rounds", 1_000);
        unfencedRounds = options.count("unfenced-rounds", Math.max(10, rounds / 5));
        processes = options.count("processes", 3);
        locks = options.count("locks", 12);
        ttl = Duration.ofMillis(options.number("ttl-ms", 600));
        runMillis = options.number("run-ms", 400);
        seed = options.number("seed", 1);
        String sabotage = options.text("sabotage", "");
        spec = ClusterSpec.named("show-locks").jvm("-Xmx" + options.text("heap", "448m"));
        if (!sabotage.isEmpty()) {
            spec.sabotage(sabotage);
        }
        options.refuseOthers();
    }

    boolean run() {
        try (LocalCluster cluster = LocalCluster.start(spec);
                KvClient client = Clients.open(cluster.endpoints(), "show")) {
            for (int i = 0; i < locks; i++) {
                // Fences of different locks must not meet: each protects a range of its own.
                client.admin().protect(KeyRange.key("fenced/data/" + i));
            }
            figures.title("Holders stopped for 0.5 to 3 times " + ttl.toMillis() + " ms; " + processes + " processes, "
                    + locks + " locks");
            List<Call<LockRequest, LockAnswer>> fenced = experiment(cluster, client, "fenced/", true, rounds);
            List<Call<LockRequest, LockAnswer>> unfenced =
                    experiment(cluster, client, "unfenced/", false, unfencedRounds);
            return LockChecks.verdicts(fenced).stream().allMatch(Verdict::valid)
                    && LockChecks.overlapping(unfenced) > 0;
        }
    }

    private List<Call<LockRequest, LockAnswer>> experiment(
            LocalCluster cluster, KvClient client, String prefix, boolean fences, int wanted) {
        long began = System.nanoTime();
        List<HolderProcess> holders = new ArrayList<>();
        String locksPrefix = prefix + "lock/";
        String protects = prefix + "data/";
        try (LockEffects effects = new LockEffects(client, locksPrefix, protects, began, () -> {})) {
            HolderProcess.Plan plan = new HolderProcess.Plan(
                    cluster.endpoints(),
                    locksPrefix,
                    protects,
                    locks,
                    ttl,
                    fences,
                    cluster.directory().resolve(fences ? "fenced" : "unfenced"));
            for (int i = 0; i < processes; i++) {
                holders.add(HolderProcess.start(plan, "holder-" + i, seed * 31 + i));
            }
            rest(WARM_UP.toMillis());
            List<Stop> stops = new ArrayList<>();
            Random random = new Random(seed);
            while (met(HolderHistory.of(holders, began, List.of()), stops) < wanted
                    && System.nanoTime() - began < LONGEST.toNanos()) {
                for (int i = 0; i < PAUSES_PER_LOOK; i++) {
                    stops.add(stop(holders, random, began));
                    rest(runMillis);
                }
            }
            holders.forEach(HolderProcess::stop);
            long end = client.range(Range.prefix(protects).withCountOnly()).revision();
            List<Call<LockRequest, LockAnswer>> calls = HolderHistory.of(holders, began, effects.finish(end));
            tell(fences, calls, met(calls, stops), stops.size(), Figures.seconds(System.nanoTime() - began));
            return calls;
        } finally {
            holders.forEach(HolderProcess::close);
        }
    }

    private Stop stop(List<HolderProcess> holders, Random random, long began) {
        int victim = random.nextInt(holders.size());
        holders.get(victim).pause();
        long from = System.nanoTime() - began;
        rest((long) (ttl.toMillis() * (0.5 + 2.5 * random.nextDouble())));
        long to = System.nanoTime() - began;
        holders.get(victim).resume();
        return new Stop(victim, from, to);
    }

    /** Holders that were stopped between the begin and the end of what they held. */
    private static long met(List<Call<LockRequest, LockAnswer>> calls, List<Stop> stops) {
        Map<Long, Long> until = new HashMap<>();
        for (Call<LockRequest, LockAnswer> call : calls) {
            if (call.input() instanceof LockRequest.Release release) {
                until.put(release.fence(), call.invokedNanos());
            }
        }
        long met = 0;
        for (Call<LockRequest, LockAnswer> call : calls) {
            if (call.output() instanceof LockAnswer.Acquired acquired) {
                long released = until.getOrDefault(acquired.fence(), Long.MAX_VALUE);
                met += stops.stream()
                        .filter(stop -> HolderHistory.holderOf(call) == stop.process()
                                && stop.fromNanos() > call.endedNanos()
                                && stop.fromNanos() < released)
                        .count();
            }
        }
        return met;
    }

    private void tell(boolean fences, List<Call<LockRequest, LockAnswer>> calls, long met, int stops, double seconds) {
        figures.title(fences ? "Behind a protected prefix" : "Without fences");
        figures.line("holders that were stopped", "%,d (%d stops of a process), %.0f s", met, stops, seconds);
        figures.line("times a lock was held", "%,d", count(calls, LockRequest.Acquire.class, Completion.OK));
        figures.line(
                "writes",
                "%,d took effect, %,d refused, %,d unknown",
                count(calls, LockRequest.Write.class, Completion.OK),
                count(calls, LockRequest.Write.class, Completion.FAIL),
                count(calls, LockRequest.Write.class, Completion.INFO));
        figures.line("overlapping effects", "%,d", LockChecks.overlapping(calls));
        for (Verdict verdict : LockChecks.verdicts(calls)) {
            figures.line(verdict.checker(), "%-8s %s", verdict.result(), verdict.summary());
            verdict.violations().stream().limit(2).forEach(v -> figures.line("", "%s", v.reason()));
        }
    }

    private static long count(
            List<Call<LockRequest, LockAnswer>> calls, Class<? extends LockRequest> kind, Completion how) {
        return calls.stream()
                .filter(call -> kind.isInstance(call.input()) && call.completion() == how)
                .count();
    }

    private static void rest(long millis) {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(Math.max(1, deadline - System.nanoTime()));
        }
    }
}
