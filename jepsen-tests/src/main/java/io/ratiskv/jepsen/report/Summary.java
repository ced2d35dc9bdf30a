package io.ratiskv.jepsen.report;

import io.ratiskv.jepsen.checker.Verdict;
import io.ratiskv.jepsen.history.Completion;
import io.ratiskv.jepsen.history.Recorded;
import io.ratiskv.jepsen.workload.WorkloadResult;
import java.util.List;
import java.util.Locale;

/** A run as a table for the terminal. */
public final class Summary {
    /** Lines of one violation, which may tell of many calls. */
    private static final int LINES_PER_VIOLATION_MAX = 12;

    private Summary() {}

    /** The table, and of each violated verdict the first violation. Ends in a line break. */
    public static String of(Report report) {
        StringBuilder text = new StringBuilder();
        for (WorkloadResult workload : report.workloads()) {
            text.append(String.format(
                    Locale.ROOT,
                    "%-12s %,d calls: ok %,d, fail %,d, info %,d%n",
                    workload.workload(),
                    workload.calls().size(),
                    count(workload, Completion.OK),
                    count(workload, Completion.FAIL),
                    count(workload, Completion.INFO)));
            append(text, workload.workload(), workload.verdicts());
        }
        append(text, "run", report.checks());
        report.skippedFaults()
                .forEach(skipped -> text.append("skipped      ").append(skipped).append('\n'));
        text.append(report.result().word().toUpperCase(Locale.ROOT))
                .append("  ")
                .append(report.result().sentence())
                .append('\n');
        if (report.result() != Report.Result.VALID) {
            text.append("replay: ").append(report.replay()).append('\n');
        }
        return text.toString();
    }

    private static void append(StringBuilder text, String of, List<Verdict> verdicts) {
        for (Verdict verdict : verdicts) {
            text.append(String.format(
                    Locale.ROOT, "%-12s %-22s %-8s %s%n", of, verdict.checker(), verdict.result(), verdict.summary()));
            verdict.violations().stream()
                    .limit(1)
                    .forEach(violation -> violation
                            .toString()
                            .lines()
                            .limit(LINES_PER_VIOLATION_MAX)
                            .forEach(line -> text.append("    ").append(line).append('\n')));
        }
    }

    static long count(WorkloadResult workload, Completion how) {
        return workload.calls().stream()
                .filter((Recorded call) -> call.completion() == how)
                .count();
    }
}
