package io.ratiskv.jepsen.matrix;

import io.ratiskv.jepsen.checker.Verdict;
import io.ratiskv.jepsen.checker.Violation;
import io.ratiskv.jepsen.nemesis.FaultSpan;
import io.ratiskv.jepsen.run.RunOutcome;
import io.ratiskv.jepsen.run.RunPlan;
import io.ratiskv.jepsen.run.Runner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Runs mutants until they are caught or their budget is spent, and the same plans without any sabotage, which must find
 * nothing.
 *
 * <p>Thread: one.
 */
final class KillMatrix {
    /** At work in one run after the other, each with the next seed: the budget of one mutant is their sum, a minute. */
    static final List<Duration> RUNS = List.of(Duration.ofSeconds(10), Duration.ofSeconds(20), Duration.ofSeconds(30));

    /** At work without sabotage, each plan and seed. */
    static final Duration CLEAN = Duration.ofSeconds(20);

    private final long firstSeed;
    private final List<Duration> runs;
    private final Consumer<Trial> report;

    /**
     * @param runs how long each try to catch a mutant is at work, at least one
     * @param report told of each trial as soon as it is over
     */
    KillMatrix(long firstSeed, List<Duration> runs, Consumer<Trial> report) {
        this.firstSeed = firstSeed;
        this.runs = List.copyOf(runs);
        this.report = report;
    }

    /** Breaks this mechanism, run after run until somebody says no. */
    Trial kill(Mutant mutant) {
        double seconds = 0;
        Trial last = null;
        for (int i = 0; i < runs.size(); i++) {
            RunOutcome outcome = run(mutant.plan(firstSeed + i, runs.get(i)));
            seconds += seconds(outcome.took());
            last = trial(mutant, true, outcome, seconds);
            if (last.asItShouldBe()) {
                break;
            }
        }
        Trial trial = Objects.requireNonNull(last);
        report.accept(trial);
        return trial;
    }

    /** Breaks nothing. Plans that differ only in the sabotage are run once for each seed. */
    List<Trial> clean(List<Mutant> mutants, int seeds) {
        List<Trial> trials = new ArrayList<>();
        Set<RunPlan> done = new LinkedHashSet<>();
        for (Mutant mutant : mutants) {
            for (int i = 0; i < seeds; i++) {
                RunPlan plan = mutant.clean(firstSeed + i, CLEAN);
                if (done.add(withoutName(plan))) {
                    RunOutcome outcome = run(plan);
                    Trial trial = trial(mutant, false, outcome, seconds(outcome.took()));
                    report.accept(trial);
                    trials.add(trial);
                }
            }
        }
        return trials;
    }

    /** A plan that cannot be run at all has caught nothing. */
    private static RunOutcome run(RunPlan plan) {
        try {
            return new Runner(plan, progress -> {}).run();
        } catch (RuntimeException e) {
            return new RunOutcome(
                    plan, plan.root(), Duration.ZERO, List.of(), List.of(), List.of(), List.of("not run: " + e));
        }
    }

    private static RunPlan withoutName(RunPlan plan) {
        return new RunPlan(
                "",
                plan.root(),
                plan.members(),
                plan.seed(),
                plan.duration(),
                plan.workloads(),
                plan.faults(),
                plan.faultInterval(),
                plan.hosts(),
                plan.opsPerSecond(),
                plan.sabotage(),
                plan.settings());
    }

    private static Trial trial(Mutant mutant, boolean sabotaged, RunOutcome outcome, double seconds) {
        List<String> caught = new ArrayList<>();
        List<String> others = new ArrayList<>();
        for (String judge : outcome.violated()) {
            (mutant.isJudge(judge) ? caught : others).add(judge);
        }
        return new Trial(
                mutant,
                sabotaged,
                outcome.plan().seed(),
                seconds,
                seconds(outcome.plan().duration()),
                caught,
                others,
                outcome.undecided().stream().filter(mutant::isJudge).toList(),
                firstViolation(outcome, caught.isEmpty() ? others : caught),
                outcome.calls(),
                outcome.faults().stream().map(FaultSpan::nemesis).toList(),
                outcome.skippedFaults());
    }

    /** What the first of these judges said first. */
    private static String firstViolation(RunOutcome outcome, List<String> judges) {
        return judges.stream()
                .flatMap(judge -> outcome.verdictOf(judge).stream())
                .map(Verdict::violations)
                .flatMap(List::stream)
                .map(Violation::reason)
                .flatMap(String::lines)
                .findFirst()
                .orElse("");
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1e3;
    }
}
