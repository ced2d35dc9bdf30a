package io.ratiskv.jepsen.checker;

import io.ratiskv.jepsen.history.Recorded;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Why a history cannot be.
 *
 * @param reason a sentence
 * @param operations the few calls that contradict each other
 */
public record Violation(String reason, List<? extends Recorded> operations) {
    public Violation {
        operations = List.copyOf(operations);
    }

    @Override
    public String toString() {
        return reason + operations.stream().map(o -> "\n    " + o.describe()).collect(Collectors.joining());
    }
}
