package io.ratiskv.jepsen.history;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Calls in the order of their invocation. Immutable.
 *
 * @param operations every call, {@code invokedAt} ascending
 */
public record History(List<Operation> operations) {
    public History {
        operations = List.copyOf(operations);
    }

    /** The calls of each key: registers are judged one by one. */
    public Map<String, List<Operation>> byKey() {
        return operations.stream().collect(Collectors.groupingBy(Operation::key, TreeMap::new, Collectors.toList()));
    }

    /** How many calls of the kind ended so. */
    public long count(Operation.Kind kind, Completion completion) {
        return operations.stream()
                .filter(o -> o.kind() == kind && o.completion() == completion)
                .count();
    }

    /** Counts for people, one word each. */
    public String summary() {
        StringBuilder summary = new StringBuilder();
        for (Operation.Kind kind : Operation.Kind.values()) {
            summary.append(summary.length() == 0 ? "" : ", ")
                    .append(kind)
                    .append(" ok ")
                    .append(count(kind, Completion.OK))
                    .append(" fail ")
                    .append(count(kind, Completion.FAIL))
                    .append(" info ")
                    .append(count(kind, Completion.INFO));
        }
        return summary.toString();
    }
}
