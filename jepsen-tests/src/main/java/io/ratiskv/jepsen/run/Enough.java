package io.ratiskv.jepsen.run;

import io.ratiskv.jepsen.checker.Verdict;
import io.ratiskv.jepsen.history.Recorded;
import io.ratiskv.jepsen.workload.WorkloadResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Whether enough happened for verdicts to mean something. */
final class Enough {
    /** Successful calls of each function that a run of two minutes or more must have. */
    static final int OK_MIN = 50;

    private static final Duration OK_MIN_WITHIN = Duration.ofMinutes(2);
    private static final int OK_MIN_OF_SHORT_RUNS = 3;

    private Enough() {}

    /** Successful calls of each function of each workload that a run of this duration must have. */
    static long least(Duration duration) {
        return Math.max(OK_MIN_OF_SHORT_RUNS, Math.min(OK_MIN, duration.toSeconds() * OK_MIN / OK_MIN_WITHIN.toSeconds()));
    }

    static Verdict verdict(List<WorkloadResult> results, Duration duration) {
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
        return tooFew.isEmpty()
                ? Verdict.of("enough", calls, "every function at least " + least + " times ok", List.of())
                : Verdict.unknown("enough", calls, "fewer than " + least + " times ok: " + String.join(", ", tooFew));
    }
}
