package io.ratiskv.server.space;

import io.ratiskv.protocol.Operation;
import io.ratiskv.protocol.TxnRequest;
import io.ratiskv.server.command.Command;
import io.ratiskv.server.command.RangeMessages;
import io.ratiskv.server.mvcc.KeyInterval;
import java.util.ArrayList;
import java.util.List;

/**
 * What a command does to the space that is used. Only what it may do counts, not what it will find: a transaction with a put
 * in one of its branches grows the data.
 *
 * @param grows whether it may add something that stays
 * @param deletes keys whose values it moves into history before they are given back
 */
record SpaceUse(boolean grows, List<KeyInterval> deletes) {
    /** What keeps clients and leases alive, ends them, or forgets: small, bounded, and needed to make room. */
    private static final SpaceUse SMALL = new SpaceUse(false, List.of());

    private static final SpaceUse GROWS = new SpaceUse(true, List.of());

    static SpaceUse of(Command command) {
        return switch (command.getBodyCase()) {
            case PUT, LEASE_GRANT, PROTECT -> GROWS;
            case DELETE_RANGE ->
                new SpaceUse(
                        false,
                        List.of(RangeMessages.interval(
                                command.getDeleteRange().getKey(),
                                command.getDeleteRange().getRangeEnd())));
            case TXN -> {
                List<KeyInterval> deletes = new ArrayList<>();
                yield puts(command.getTxn(), deletes) ? GROWS : new SpaceUse(false, deletes);
            }
            case COMMIT -> {
                List<KeyInterval> deletes = new ArrayList<>();
                yield puts(command.getCommit().getWritesList(), deletes) ? GROWS : new SpaceUse(false, deletes);
            }
            case COMPACT, OPEN_SESSION, CLOSE_SESSION, LEASE_KEEP_ALIVE, LEASE_REVOKE, BODY_NOT_SET -> SMALL;
        };
    }

    private static boolean puts(TxnRequest txn, List<KeyInterval> deletes) {
        return puts(txn.getSuccessList(), deletes) || puts(txn.getFailureList(), deletes);
    }

    private static boolean puts(List<Operation> operations, List<KeyInterval> deletes) {
        for (Operation operation : operations) {
            if (operation.hasPut() || (operation.hasTxn() && puts(operation.getTxn(), deletes))) {
                return true;
            }
            if (operation.hasDeleteRange()) {
                deletes.add(RangeMessages.interval(
                        operation.getDeleteRange().getKey(),
                        operation.getDeleteRange().getRangeEnd()));
            }
        }
        return false;
    }
}
