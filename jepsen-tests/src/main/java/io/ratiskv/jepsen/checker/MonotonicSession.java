package io.ratiskv.jepsen.checker;

import io.ratiskv.jepsen.history.Call;
import io.ratiskv.jepsen.history.RevisionAnswer;
import io.ratiskv.jepsen.history.RevisionRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Judges sessions, one for each process: no answer is at an older store revision than one that the session had before, its own
 * writes included; none is older than the minimum that was asked for; and each finds what was there at its revision.
 */
public final class MonotonicSession {
    private MonotonicSession() {}

    /** The same with counts; {@code UNKNOWN} if nothing was read. */
    public static Verdict verdict(List<Call<RevisionRequest, RevisionAnswer>> calls) {
        long reads = calls.stream()
                .filter(c -> c.ok() && c.input() instanceof RevisionRequest.Read)
                .count();
        long sessions = calls.stream().map(Call::process).distinct().count();
        String summary = reads + " reads of " + sessions + " sessions";
        return reads == 0
                ? Verdict.unknown("monotonic-session", calls.size(), "nothing was read: " + summary)
                : Verdict.of("monotonic-session", calls.size(), summary, check(calls));
    }

    /** Everything that is wrong. Calls stand in the order of their invocation. */
    public static List<Violation> check(List<Call<RevisionRequest, RevisionAnswer>> calls) {
        List<Violation> violations = new ArrayList<>();
        Map<Integer, Call<RevisionRequest, RevisionAnswer>> newest = new HashMap<>();
        for (Call<RevisionRequest, RevisionAnswer> call : calls) {
            if (!call.ok()) {
                continue;
            }
            RevisionAnswer answer = Answers.of(call);
            Call<RevisionRequest, RevisionAnswer> before = newest.get(call.process());
            if (before != null && before.endedAt() > call.invokedAt()) {
                throw new IllegalArgumentException("two calls of one process at a time: " + call.describe());
            }
            if (before != null && answer.revision() < Answers.of(before).revision()) {
                violations.add(new Violation("a session went back in time", List.of(before, call)));
            } else {
                newest.put(call.process(), call);
            }
            if (call.input() instanceof RevisionRequest.Read read && answer.revision() < read.minRevision()) {
                violations.add(new Violation(
                        "an answer at revision " + answer.revision() + " is older than the minimum that was asked for, "
                                + read.minRevision(),
                        List.of(call)));
            }
        }
        violations.addAll(SnapshotTruth.check(calls));
        return violations;
    }
}
