package io.ratiskv.client;

import java.util.ArrayList;
import java.util.List;

/**
 * Compare, then act: if all compares hold the {@code success} branch runs, else the {@code failure} branch; one
 * command, one revision. Branches may hold further transactions. Immutable; the methods answer changed copies.
 *
 * <pre>{@code
 * db.txn(Txn.when(Compare.value("stock/7").equalTo("3"))
 *         .then(Put.of("stock/7", "2"), Put.of("order/99", "7"))
 *         .otherwise(Range.key("stock/7")));
 * }</pre>
 */
public record Txn(List<Compare> compares, List<Op> success, List<Op> failure) implements Op {

    public Txn {
        compares = List.copyOf(compares);
        success = List.copyOf(success);
        failure = List.copyOf(failure);
    }

    /** All of these must hold; none: the success branch runs. */
    public static Txn when(Compare... compares) {
        return new Txn(List.of(compares), List.of(), List.of());
    }

    /** Without a condition. */
    public static Txn of(Op... operations) {
        return new Txn(List.of(), List.of(operations), List.of());
    }

    /** Must hold too. */
    public Txn and(Compare compare) {
        List<Compare> all = new ArrayList<>(compares);
        all.add(compare);
        return new Txn(all, success, failure);
    }

    /** Appends to the success branch. */
    public Txn then(Op... operations) {
        return new Txn(compares, joined(success, operations), failure);
    }

    /** Appends to the failure branch. */
    public Txn otherwise(Op... operations) {
        return new Txn(compares, success, joined(failure, operations));
    }

    private static List<Op> joined(List<Op> list, Op... more) {
        List<Op> all = new ArrayList<>(list);
        all.addAll(List.of(more));
        return all;
    }
}
