package io.ratiskv.server.apply;

import io.ratiskv.protocol.Error;
import io.ratiskv.protocol.Response;
import io.ratiskv.protocol.WriteId;
import io.ratiskv.server.command.Command;
import io.ratiskv.server.command.CommandLimits;
import io.ratiskv.server.command.CommandValidator;
import io.ratiskv.server.lease.DeniedException;
import io.ratiskv.server.lease.LeaseTable;
import io.ratiskv.server.lease.ProtectedRange;
import io.ratiskv.server.mvcc.CompactedException;
import io.ratiskv.server.mvcc.FutureRevisionException;
import io.ratiskv.server.mvcc.KeyChange;
import io.ratiskv.server.mvcc.RangeTooLargeException;
import io.ratiskv.server.mvcc.WriteTxn;
import java.util.List;
import java.util.Optional;

/**
 * Carries out one command: asks the sessions whether it is new, does it or undoes it, and keeps the answer. What it does
 * to keys stands only if fences and leases agree.
 */
final class CommandApplier {
    private final CommandValidator validator = new CommandValidator(CommandLimits.PROTOCOL);
    private final SessionTable sessions;
    private final LeaseTable leaseTable;
    private final LeaseCommands leases;
    private final FenceCommands fences;
    private long rejected;

    CommandApplier(Tables tables) {
        this.sessions = tables.sessions();
        this.leaseTable = tables.leases();
        this.leases = new LeaseCommands(tables.leases());
        this.fences = new FenceCommands(tables.fences());
    }

    /** Time has come to this: ends sessions and leases. Before the first command of each entry. */
    void expire(WriteTxn txn, EntryEvents events, long nowMillis) {
        sessions.expire(nowMillis).forEach(events.hash()::add);
        leases.expire(nowMillis, txn, events);
    }

    /** The serialized answer. Everything the command did and answered is added to the hash. */
    byte[] apply(Command command, WriteTxn txn, EntryEvents events, long nowMillis) {
        byte[] answer = answer(command, txn, events, nowMillis);
        events.hash().add(answer);
        return answer;
    }

    private byte[] answer(Command command, WriteTxn txn, EntryEvents events, long nowMillis) {
        Optional<Error> problem = validator.check(command);
        if (problem.isPresent()) {
            // Not kept for the session either: the same bytes are refused again for the same reason.
            rejected++;
            return error(problem.get()).toByteArray();
        }
        if (command.hasOpenSession()) {
            return sessions.open(command.getOpenSession(), nowMillis).toByteArray();
        }
        if (command.hasCloseSession()) {
            return sessions.close(command.getCloseSession()).toByteArray();
        }
        if (!command.hasWriteId()) {
            return execute(command, txn, events, nowMillis).toByteArray();
        }
        WriteId write = command.getWriteId();
        byte[] known = sessions.answerFor(write, nowMillis);
        if (known != null) {
            return known;
        }
        byte[] answer = execute(command, txn, events, nowMillis).toByteArray();
        sessions.keep(write, answer);
        return answer;
    }

    private Response execute(Command command, WriteTxn txn, EntryEvents events, long nowMillis) {
        txn.beginCommand();
        try {
            return switch (command.getBodyCase()) {
                case LEASE_GRANT ->
                    Response.newBuilder()
                            .setLeaseGrant(leases.grant(
                                    command.getLeaseGrant(),
                                    command.getWriteId().getSessionId(),
                                    events.hash(),
                                    nowMillis))
                            .build();
                case LEASE_KEEP_ALIVE ->
                    Response.newBuilder()
                            .setLeaseKeepAlive(leases.keepAlive(command.getLeaseKeepAlive(), events.hash(), nowMillis))
                            .build();
                case LEASE_REVOKE ->
                    Response.newBuilder()
                            .setLeaseRevoke(leases.revoke(command.getLeaseRevoke(), txn, events))
                            .build();
                case PROTECT ->
                    Response.newBuilder()
                            .setProtect(fences.protect(command.getProtect()))
                            .build();
                default -> changeKeys(command, txn, events);
            };
        } catch (Rejection e) {
            return undone(txn, e.error());
        } catch (DeniedException e) {
            return undone(txn, Rejections.of(e));
        } catch (CompactedException e) {
            return undone(txn, Rejections.of(e));
        } catch (FutureRevisionException e) {
            return undone(txn, Rejections.of(e));
        } catch (RangeTooLargeException e) {
            return undone(txn, Rejections.of(e));
        }
    }

    private Response changeKeys(Command command, WriteTxn txn, EntryEvents events) {
        Response response = new CommandEvaluator(txn, leaseTable::exists).evaluate(command);
        List<ProtectedRange> seen = List.of();
        if (!fences.isEmpty() || leaseTable.size() > 0) {
            List<KeyChange> changes = txn.changes();
            seen = fences.judge(command.getFencesList(), changes);
            leases.requireRoom(changes);
        }
        txn.commitCommand(change -> {
            events.changed(change);
            leases.follow(change);
        });
        fences.advance(seen, events.hash());
        return response;
    }

    /** Commands that were refused, since the start. */
    long rejected() {
        return rejected;
    }

    /** Leases that ended by themselves, since the start. */
    long expiredLeases() {
        return leases.expired();
    }

    /** By how much the latest of those that ended last was late. */
    long latenessMillis() {
        return leases.latenessMillis();
    }

    private Response undone(WriteTxn txn, Error error) {
        rejected++;
        txn.rollbackCommand();
        return error(error);
    }

    private static Response error(Error error) {
        return Response.newBuilder().setError(error).build();
    }
}
