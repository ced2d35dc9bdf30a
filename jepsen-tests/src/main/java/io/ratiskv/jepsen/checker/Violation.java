package io.ratiskv.jepsen.checker;

import io.ratiskv.jepsen.history.Recorded;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Why a history cannot be.
 *
 * @param reason a sentence
 * @param operations the few calls that contradict each other
 * @param links what orders them, if that is known; in the order of a proof
 */
public record Violation(String reason, List<? extends Recorded> operations, List<Link> links) {
    /**
     * One of the calls must come before another.
     *
     * @param from place of the earlier among the calls
     * @param to place of the later
     * @param label a word or two for an arrow: {@code ww}, {@code real time}
     * @param why a sentence
     */
    public record Link(int from, int to, String label, String why) {}

    public Violation {
        operations = List.copyOf(operations);
        links = List.copyOf(links);
    }

    public Violation(String reason, List<? extends Recorded> operations) {
        this(reason, operations, List.of());
    }

    @Override
    public String toString() {
        return reason
                + operations.stream().map(o -> "\n    " + o.describe()).collect(Collectors.joining())
                + links.stream().map(l -> "\n    because " + l.why()).collect(Collectors.joining());
    }
}
