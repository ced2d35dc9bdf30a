package io.ratiskv.jepsen.run;

import io.ratiskv.jepsen.checker.Verdict;
import io.ratiskv.jepsen.history.Recorded;
import io.ratiskv.jepsen.workload.WorkloadResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongPredicate;

/** Whether enough happened for verdicts to mean something. */
final class Enough {
    /** Successful calls of each function that a run of two minutes or more must have. */
    static final int OK_MIN = 50;

    private static final Duration OK_MIN_WITHIN = Duration.ofMinutes(2);
    private static final int OK_MIN_OF_SHORT_RUNS = 3;

    private Enough() {}

    /** Successful calls of each function of each workload that a run of this duration must have. */
    static long least(Duration duration) {
        return Math.max(
                OK_MIN_OF_SHORT_RUNS, Math.min(OK_MIN, duration.toSeconds() * OK_MIN / OK_MIN_WITHIN.toSeconds()));
    }

    /**
     * Whether a run that is at work for so long shall go on. One that has too little to show when its time is over gets as much
     * time again, with faults as before: the same faults leave a slow machine, on which a process takes seconds to start, less
     * of a minute to work in. Unless something is sabotaged: that has to show in time.
     */
    static boolean goesOn(RunPlan plan, Duration atWork, LongPredicate didEnough) {
        if (atWork.compareTo(plan.duration()) < 0) {
            return true;
        }
        return plan.sabotage().isEmpty()
                && atWork.compareTo(plan.duration().multipliedBy(2)) < 0
                && !didEnough.test(least(plan.duration()));
    }

    /**
     * The verdict.
     *
     * @param duration that was planned
     * @param atWork what became of it
     */
    static Verdict verdict(List<WorkloadResult> results, Duration duration, Duration atWork) {
        long least = least(duration);
        List<String> tooFew = new ArrayList<>();
        long calls = 0;
        for (WorkloadResult result : results) {
            calls += result.calls().size();
            Map<String, Long> ok = new TreeMap<>();
            for (Recorded call : result.calls()) {
                ok.merge(call.function(), call.ok() ? 1L : 0L, Long::sum);
            }
            if (ok.isEmpty()) {
                tooFew.add(result.workload() + " did nothing");
            }
            ok.forEach((function, count) -> {
                if (count < least) {
                    tooFew.add(result.workload() + "/" + function + " " + count);
                }
            });
        }
        String within = " times ok within " + atWork.toSeconds() + " s";
        return tooFew.isEmpty()
                ? Verdict.of("enough", calls, "every function at least " + least + within, List.of())
                : Verdict.unknown("enough", calls, "fewer than " + least + within + ": " + String.join(", ", tooFew));
    }
}
