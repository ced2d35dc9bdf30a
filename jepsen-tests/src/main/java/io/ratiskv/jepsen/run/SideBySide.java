package io.ratiskv.jepsen.run;

import io.ratiskv.client.KvClient;
import io.ratiskv.jepsen.checker.Verdict;
import io.ratiskv.jepsen.workload.Meter;
import io.ratiskv.jepsen.workload.Workload;
import io.ratiskv.jepsen.workload.WorkloadResult;
import io.ratiskv.jepsen.workload.WorkloadSetup;
import io.ratiskv.jepsen.workload.Workloads;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/**
 * The workloads of a run, each on its own prefix, each with an equal share of the rate and of {@link RunPlan#OPERATIONS_MAX}.
 * Shares are paced to last for the whole run; if one is used up all the same, its workload stands still.
 *
 * <p>Thread: one.
 */
final class SideBySide {
    private static final int THREADS_PER_WORKLOAD = 4;

    /** Of a workload's share; the rest is for its final reads. */
    private static final double SHARE_PACED = 0.95;

    private final List<Running> running = new ArrayList<>();

    private record Running(String name, Workload workload, Meter meter) {}

    private SideBySide() {}

    /** Makes those of the plan and starts them. */
    static SideBySide start(
            RunPlan plan, List<KvClient> clients, List<KvClient> pinned, Path directory, long beganNanos) {
        return start(plan, clients, pinned, directory, beganNanos, Workloads::byName);
    }

    static SideBySide start(
            RunPlan plan,
            List<KvClient> clients,
            List<KvClient> pinned,
            Path directory,
            long beganNanos,
            BiFunction<String, WorkloadSetup, Workload> factory) {
        SideBySide all = new SideBySide();
        for (String name : plan.workloads()) {
            Meter meter = new Meter(rate(plan), callsMax(plan));
            WorkloadSetup setup = new WorkloadSetup(
                    name + "/",
                    clients,
                    pinned,
                    THREADS_PER_WORKLOAD,
                    meter,
                    plan.seed() * 31 + name.hashCode(),
                    beganNanos,
                    created(directory.resolve(name)));
            all.running.add(new Running(name, factory.apply(name, setup), meter));
        }
        all.running.forEach(r -> r.workload().start());
        return all;
    }

    /** Calls that one workload may make. */
    static long callsMax(RunPlan plan) {
        return (long) (RunPlan.OPERATIONS_MAX * SHARE_PACED / plan.workloads().size());
    }

    /** Calls a second of one workload: what was asked for, but no more than last for the whole run. */
    static double rate(RunPlan plan) {
        double lasting = callsMax(plan) / (plan.duration().toNanos() / 1e9);
        double asked = plan.opsPerSecond() / plan.workloads().size();
        return asked > 0 ? Math.min(asked, lasting) : lasting;
    }

    /** How all calls ended so far. */
    Meter.Counts counts() {
        return running.stream().map(r -> r.meter().counts()).reduce(new Meter.Counts(0, 0, 0), Meter.Counts::plus);
    }

    /** Whether every function of every workload has succeeded so often, or will not be called any more. */
    boolean didEnough(long least) {
        return running.stream().allMatch(r -> r.meter().stopped() || r.meter().fewestOk() >= least);
    }

    /** No workload begins a call any more. */
    void stop() {
        running.forEach(r -> r.meter().stop());
    }

    /** Final reads and verdicts, one workload after the other; one that cannot be judged is unknown and says why. */
    List<WorkloadResult> finish() {
        stop();
        List<WorkloadResult> results = new ArrayList<>();
        for (Running each : running) {
            try {
                results.add(each.workload().finish());
            } catch (RuntimeException e) {
                Verdict unknown =
                        Verdict.unknown("judged", each.meter().counts().total(), "could not be judged: " + e);
                results.add(new WorkloadResult(each.name(), List.of(), List.of(unknown)));
            }
        }
        return results;
    }

    private static Path created(Path directory) {
        try {
            return Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
