package io.ratiskv.jepsen.report;

import io.ratiskv.jepsen.checker.Verdict;
import io.ratiskv.jepsen.nemesis.FaultSpan;
import io.ratiskv.jepsen.workload.WorkloadResult;
import java.time.Duration;
import java.util.List;

/**
 * What there is to tell of a run.
 *
 * @param title a few words
 * @param result of it all
 * @param plan what was asked for, in pairs
 * @param replay the command that does it again
 * @param faultTime with workloads and faults at work
 * @param workloads with every call, for the charts
 * @param checks of the run as a whole
 * @param faults the timeline
 * @param skippedFaults each with the reason
 * @param files paths relative to the page: logs and histories
 */
public record Report(
        String title,
        Result result,
        List<Fact> plan,
        String replay,
        Duration faultTime,
        List<WorkloadResult> workloads,
        List<Verdict> checks,
        List<FaultSpan> faults,
        List<String> skippedFaults,
        List<String> files) {
    /** Of the run. */
    public enum Result {
        VALID("Valid", "Every judge agrees, and enough happened for that to mean something."),
        VIOLATION("Violation", "A promise was broken. The calls that show it are below."),
        UNKNOWN("Unknown", "No violation was seen, but a judge met a limit or too little happened.");

        private final String word;
        private final String sentence;

        Result(String word, String sentence) {
            this.word = word;
            this.sentence = sentence;
        }

        String word() {
            return word;
        }

        String sentence() {
            return sentence;
        }
    }

    /**
     * A line of the plan.
     *
     * @param name of it
     * @param value of it
     */
    public record Fact(String name, String value) {}

    public Report {
        plan = List.copyOf(plan);
        workloads = List.copyOf(workloads);
        checks = List.copyOf(checks);
        faults = List.copyOf(faults);
        skippedFaults = List.copyOf(skippedFaults);
        files = List.copyOf(files);
    }
}
