package io.ratiskv.jepsen.show;

import io.ratiskv.jepsen.checker.Verdict;
import io.ratiskv.jepsen.checker.WatchPredicate;
import io.ratiskv.jepsen.nemesis.FaultSpan;
import io.ratiskv.jepsen.run.Reports;
import io.ratiskv.jepsen.run.RunOutcome;
import io.ratiskv.jepsen.run.RunPlan;
import io.ratiskv.jepsen.run.Runner;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The nine predicates of watches over histories with leader kills, lost connections, compactions and installed snapshots. */
final class ShowWatch {
    private final Figures figures;
    private final int rounds;
    private final RunPlan plan;

    ShowWatch(Options options, Figures figures) {
        this.figures = figures;
        rounds = options.count("rounds", 3);
        String sabotage = options.text("sabotage", "");
        plan = RunPlan.of("show-watch", options.number("seed", 1), List.of("watch"))
                .lasting(Duration.ofSeconds(options.number("seconds", 60)))
                .faults(
                        Arrays.asList(options.text(
                                        "faults",
                                        "kill-leader,proxy-cut,proxy-silence,compact,snapshot-install,pause-leader")
                                .split(",")),
                        Duration.ofMillis(options.number("interval-ms", 4_000)))
                .setting("raft.log-segment-bytes", "8MiB")
                .setting("raft.log-preserved-entries", "0")
                .sabotage(sabotage);
        options.refuseOthers();
    }

    boolean run() {
        boolean held = true;
        Map<String, Long> judged = new TreeMap<>();
        for (int i = 0; i < rounds; i++) {
            RunOutcome outcome = new Runner(plan.seed(plan.seed() + i), progress -> {}).run();
            Reports.write(outcome);
            figures.title("Round " + (i + 1) + ", seed " + (plan.seed() + i) + ": " + outcome.status());
            figures.line("calls", "%,d", outcome.calls());
            figures.line("faults", "%s", counted(outcome.faults()));
            for (Verdict verdict : outcome.verdicts()) {
                figures.line(verdict.checker(), "%-8s %s", verdict.result(), verdict.summary());
                judged.merge(verdict.checker(), verdict.judged(), Long::sum);
                verdict.violations().stream().limit(2).forEach(v -> figures.line("", "%s", v.reason()));
            }
            held &= outcome.status() == RunOutcome.Status.VALID;
        }
        figures.title("Looked at in " + rounds + " rounds");
        for (WatchPredicate predicate : WatchPredicate.values()) {
            figures.line(
                    predicate.checker(),
                    "%,12d  %s",
                    judged.getOrDefault(predicate.checker(), 0L),
                    predicate.promise());
        }
        return held;
    }

    private static String counted(List<FaultSpan> faults) {
        return faults.stream()
                .collect(Collectors.groupingBy(FaultSpan::nemesis, TreeMap::new, Collectors.counting()))
                .toString();
    }
}
