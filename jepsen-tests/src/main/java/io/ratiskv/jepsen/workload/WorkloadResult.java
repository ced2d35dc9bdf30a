package io.ratiskv.jepsen.workload;

import io.ratiskv.jepsen.checker.Verdict;
import io.ratiskv.jepsen.history.Recorded;
import java.util.List;

/**
 * What a workload did and what its checkers say of it.
 *
 * @param workload its name
 * @param calls every call, by invocation
 * @param verdicts one for each checker; at least one
 */
public record WorkloadResult(String workload, List<Recorded> calls, List<Verdict> verdicts) {
    public WorkloadResult {
        calls = List.copyOf(calls);
        verdicts = List.copyOf(verdicts);
        if (verdicts.isEmpty()) {
            throw new IllegalArgumentException(workload + " was judged by nobody");
        }
    }
}
