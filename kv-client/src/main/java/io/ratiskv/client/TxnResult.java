package io.ratiskv.client;

import java.util.List;
import java.util.Optional;

/**
 * Answer to a {@link Txn}.
 *
 * @param revision store revision after the transaction
 * @param succeeded whether all compares held; a false compare is an answer, not an error
 * @param results one for each operation of the branch that ran, in order
 */
public record TxnResult(long revision, boolean succeeded, List<OpResult> results) implements OpResult, WriteResult {

    /** The {@code index}-th result, which must be that of a put. */
    public PutResult put(int index) {
        return (PutResult) results.get(index);
    }

    /** The {@code index}-th result, which must be that of a range. */
    public RangeResult range(int index) {
        return (RangeResult) results.get(index);
    }

    /** The only key that the {@code index}-th operation, a range, found. */
    public Optional<KeyValue> get(int index) {
        return range(index).entries().stream().findFirst();
    }

    /** The {@code index}-th result, which must be that of a delete. */
    public DeleteResult delete(int index) {
        return (DeleteResult) results.get(index);
    }

    /** The {@code index}-th result, which must be that of a nested transaction. */
    public TxnResult txn(int index) {
        return (TxnResult) results.get(index);
    }
}
