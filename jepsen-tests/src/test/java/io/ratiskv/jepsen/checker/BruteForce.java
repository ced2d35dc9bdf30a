package io.ratiskv.jepsen.checker;

import io.ratiskv.jepsen.history.Completion;
import io.ratiskv.jepsen.history.Operation;
import io.ratiskv.jepsen.history.Operation.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Tries every order of one register's calls: slow, and too simple to be wrong. */
final class BruteForce {
    private BruteForce() {}

    static boolean linearizable(List<Operation> operations) {
        List<Operation> relevant = new ArrayList<>(operations);
        relevant.removeIf(o -> o.completion() == Completion.FAIL || (!o.ok() && !o.writes()));
        return search(relevant, null);
    }

    private static boolean search(List<Operation> left, @Nullable String value) {
        if (left.stream().noneMatch(Operation::ok)) {
            // What is left may never have happened.
            return true;
        }
        int firstEnd = left.stream().mapToInt(Operation::completedAt).min().orElseThrow();
        for (Operation next : left) {
            boolean mayBeNext = next.invokedAt() < firstEnd;
            if (mayBeNext && (next.kind() == Kind.WRITE || Objects.equals(next.value(), value))) {
                List<Operation> rest = new ArrayList<>(left);
                rest.remove(next);
                if (search(rest, next.value())) {
                    return true;
                }
            }
        }
        return false;
    }
}
