package io.ratiskv.jepsen.checker;

import io.ratiskv.jepsen.history.Call;
import io.ratiskv.jepsen.history.RevisionAnswer;
import io.ratiskv.jepsen.history.RevisionRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A read that names a store revision must find, for its key, the last write at or before it: of what was acknowledged, and of
 * what any other read found. So an old value under a new revision is seen. Wants no deletes. O(n log n).
 */
final class SnapshotTruth {
    private SnapshotTruth() {}

    static List<Violation> check(List<Call<RevisionRequest, RevisionAnswer>> calls) {
        List<Violation> violations = new ArrayList<>();
        Map<String, TreeMap<Long, Call<RevisionRequest, RevisionAnswer>>> known = new HashMap<>();
        for (Call<RevisionRequest, RevisionAnswer> call : calls) {
            if (call.ok()) {
                TreeMap<Long, Call<RevisionRequest, RevisionAnswer>> ofKey =
                        known.computeIfAbsent(call.input().key(), k -> new TreeMap<>());
                RevisionAnswer answer = Answers.of(call);
                // The write itself rather than a read that found it.
                if (call.input() instanceof RevisionRequest.Write) {
                    Call<RevisionRequest, RevisionAnswer> other = ofKey.put(answer.revision(), call);
                    if (other != null && other.input() instanceof RevisionRequest.Write) {
                        violations.add(new Violation("two writes of one key at one revision", List.of(other, call)));
                    }
                } else if (answer.modRevision() > 0) {
                    ofKey.putIfAbsent(answer.modRevision(), call);
                }
            }
        }
        for (Call<RevisionRequest, RevisionAnswer> call : calls) {
            if (call.ok() && call.input() instanceof RevisionRequest.Read read) {
                RevisionAnswer answer = Answers.of(call);
                Map.Entry<Long, Call<RevisionRequest, RevisionAnswer>> last =
                        known.getOrDefault(read.key(), new TreeMap<>()).floorEntry(answer.revision());
                if (answer.modRevision() > answer.revision()) {
                    violations.add(new Violation("a read found a write later than its own revision", List.of(call)));
                } else if (last != null && last.getKey() != answer.modRevision()) {
                    violations.add(new Violation(
                            "a read did not find the last write at its revision", List.of(last.getValue(), call)));
                }
            }
        }
        return violations;
    }
}
