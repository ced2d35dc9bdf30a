package io.ratiskv.server.command;

import com.google.protobuf.ByteString;
import io.ratiskv.protocol.Operation;
import io.ratiskv.server.mvcc.KeyInterval;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The keys that a list of operations writes. One revision holds one state of a key, so a transaction must not put a key
 * twice, or put what it deletes; only the two branches of one transaction may overlap each other.
 */
final class TxnKeys {
    private final TreeSet<byte[]> puts = new TreeSet<>(Arrays::compareUnsigned);
    private final List<KeyInterval> deletes = new ArrayList<>();

    private TxnKeys() {}

    /** A key that would be written twice; null if there is none. */
    static byte @Nullable [] duplicateIn(List<Operation> operations) {
        return operations.size() < 2 && !operations.stream().anyMatch(Operation::hasTxn)
                ? null
                : new TxnKeys().addAll(operations);
    }

    private byte @Nullable [] addAll(List<Operation> operations) {
        for (Operation operation : operations) {
            byte[] duplicate = add(operation);
            if (duplicate != null) {
                return duplicate;
            }
        }
        return null;
    }

    private byte @Nullable [] add(Operation operation) {
        return switch (operation.getOperationCase()) {
            case PUT -> addPut(bytes(operation.getPut().getKey()));
            case DELETE_RANGE ->
                addDelete(RangeMessages.interval(
                        operation.getDeleteRange().getKey(),
                        operation.getDeleteRange().getRangeEnd()));
            case TXN ->
                addBranches(
                        operation.getTxn().getSuccessList(), operation.getTxn().getFailureList());
            case RANGE, OPERATION_NOT_SET -> null;
        };
    }

    private byte @Nullable [] addBranches(List<Operation> success, List<Operation> failure) {
        TxnKeys then = new TxnKeys();
        TxnKeys otherwise = new TxnKeys();
        byte[] duplicate = then.addAll(success);
        if (duplicate == null) {
            duplicate = otherwise.addAll(failure);
        }
        TxnKeys either = then;
        either.puts.addAll(otherwise.puts);
        either.deletes.addAll(otherwise.deletes);
        // All deletes before any put: a branch's own puts were checked against its own deletes above, and those of the
        // other branch do not count.
        for (byte[] key : either.puts) {
            duplicate = duplicate != null ? duplicate : duplicateOf(key);
        }
        for (KeyInterval deleted : either.deletes) {
            duplicate = duplicate != null ? duplicate : addDelete(deleted);
        }
        puts.addAll(either.puts);
        return duplicate;
    }

    private byte @Nullable [] addPut(byte[] key) {
        byte[] duplicate = duplicateOf(key);
        puts.add(key);
        return duplicate;
    }

    private byte @Nullable [] duplicateOf(byte[] key) {
        return puts.contains(key) || deletes.stream().anyMatch(deleted -> deleted.contains(key)) ? key : null;
    }

    private byte @Nullable [] addDelete(KeyInterval deleted) {
        deletes.add(deleted);
        byte[] put = puts.ceiling(deleted.from());
        return put != null && deleted.contains(put) ? put : null;
    }

    private static byte[] bytes(ByteString key) {
        return key.toByteArray();
    }
}
