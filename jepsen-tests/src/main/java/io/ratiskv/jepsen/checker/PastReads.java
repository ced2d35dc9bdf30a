package io.ratiskv.jepsen.checker;

import io.ratiskv.jepsen.history.Call;
import io.ratiskv.jepsen.history.RevisionAnswer;
import io.ratiskv.jepsen.history.RevisionRequest;
import java.util.ArrayList;
import java.util.List;

/**
 * Judges reads of revisions that are past: each is at exactly the revision that it asked for and finds what was there then, for
 * as long as it is answered at all.
 */
public final class PastReads {
    private PastReads() {}

    /** The same with counts; {@code UNKNOWN} if nothing was read. A read's minimum revision is the one that it asked for. */
    public static Verdict verdict(List<Call<RevisionRequest, RevisionAnswer>> calls) {
        List<Violation> violations = new ArrayList<>();
        long reads = 0;
        for (Call<RevisionRequest, RevisionAnswer> call : calls) {
            if (call.ok() && call.input() instanceof RevisionRequest.Read read) {
                reads++;
                if (Answers.of(call).revision() != read.minRevision()) {
                    violations.add(new Violation("a read is not at the revision that it asked for", List.of(call)));
                }
            }
        }
        violations.addAll(SnapshotTruth.check(calls));
        String summary = reads + " reads of the past";
        return reads == 0
                ? Verdict.unknown("past", calls.size(), "nothing was read")
                : Verdict.of("past", calls.size(), summary, violations);
    }
}
