package io.ratiskv.jepsen.run;

import io.ratiskv.jepsen.checker.Verdict;
import io.ratiskv.jepsen.nemesis.FaultSpan;
import io.ratiskv.jepsen.workload.WorkloadResult;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How a run ended.
 *
 * @param plan what was asked for
 * @param directory with logs, data, histories and the report
 * @param took from the first member's start to the last verdict
 * @param workloads one for each that ran; empty if the cluster did not come up
 * @param checks of the run as a whole: {@link Runner} names them. A check that was not reached is absent
 * @param faults the timeline
 * @param skippedFaults asked for, not possible here, and why: {@code name: a plain word}
 */
public record RunOutcome(
        RunPlan plan,
        Path directory,
        Duration took,
        List<WorkloadResult> workloads,
        List<Verdict> checks,
        List<FaultSpan> faults,
        List<String> skippedFaults) {
    /** What the run shows. */
    public enum Status {
        /** Everything happened that should, and every judge agrees. */
        VALID(0, 0),
        /** A promise was broken. */
        VIOLATION(1, 2),
        /** A limit was met, or too little happened for the verdicts to mean anything. */
        UNKNOWN(3, 1);

        private final int exitCode;
        private final int weight;

        Status(int exitCode, int weight) {
            this.exitCode = exitCode;
            this.weight = weight;
        }

        /** The greater, the worse. */
        public int weight() {
            return weight;
        }

        /** For the shell; 2 is left for wrong usage. */
        public int exitCode() {
            return exitCode;
        }
    }

    public RunOutcome {
        workloads = List.copyOf(workloads);
        checks = List.copyOf(checks);
        faults = List.copyOf(faults);
        skippedFaults = List.copyOf(skippedFaults);
    }

    /** Of all verdicts: one violation is enough; else one unknown is enough. */
    public Status status() {
        List<Verdict> all = verdicts();
        if (all.stream().anyMatch(v -> v.result() == Verdict.Result.INVALID)) {
            return Status.VIOLATION;
        }
        return all.stream().allMatch(Verdict::valid) && !all.isEmpty() ? Status.VALID : Status.UNKNOWN;
    }

    public boolean valid() {
        return status() == Status.VALID;
    }

    /** Those of the workloads, then those of the run. */
    public List<Verdict> verdicts() {
        List<Verdict> all = new ArrayList<>();
        workloads.forEach(w -> all.addAll(w.verdicts()));
        all.addAll(checks);
        return all;
    }

    /** Names of what is {@code INVALID}: {@code workload/checker}, or {@code run/check}; as often as it is. */
    public List<String> violated() {
        return namesOf(Verdict.Result.INVALID);
    }

    /** Names of what is {@code UNKNOWN}, as {@link #violated}. */
    public List<String> undecided() {
        return namesOf(Verdict.Result.UNKNOWN);
    }

    /** The verdict of this name: {@code workload/checker}, or {@code run/check}; of several the first that is no. */
    public Optional<Verdict> verdictOf(String name) {
        List<Verdict> all = named().stream()
                .filter(named -> named.name().equals(name))
                .map(Named::verdict)
                .toList();
        return all.stream()
                .filter(verdict -> verdict.result() == Verdict.Result.INVALID)
                .findFirst()
                .or(() -> all.stream().findFirst());
    }

    private List<String> namesOf(Verdict.Result result) {
        return named().stream()
                .filter(named -> named.verdict().result() == result)
                .map(Named::name)
                .toList();
    }

    /** Not a map: two workloads may have one name. */
    private List<Named> named() {
        List<Named> all = new ArrayList<>();
        for (WorkloadResult workload : workloads) {
            workload.verdicts()
                    .forEach(verdict -> all.add(new Named(workload.workload() + "/" + verdict.checker(), verdict)));
        }
        checks.forEach(check -> all.add(new Named("run/" + check.checker(), check)));
        return all;
    }

    private record Named(String name, Verdict verdict) {}

    /** The same without its calls, for keeping many. */
    public RunOutcome withoutCalls() {
        List<WorkloadResult> light = workloads.stream()
                .map(w -> new WorkloadResult(w.workload(), List.of(), w.verdicts()))
                .toList();
        return new RunOutcome(plan, directory, took, light, checks, faults, skippedFaults);
    }

    /** Calls that were recorded. */
    public long calls() {
        return workloads.stream().mapToLong(w -> w.calls().size()).sum();
    }
}
