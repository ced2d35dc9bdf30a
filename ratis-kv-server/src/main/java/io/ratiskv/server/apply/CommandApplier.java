package io.ratiskv.server.apply;

import io.ratiskv.protocol.Error;
import io.ratiskv.protocol.Response;
import io.ratiskv.protocol.WriteId;
import io.ratiskv.server.command.Command;
import io.ratiskv.server.command.CommandLimits;
import io.ratiskv.server.command.CommandValidator;
import io.ratiskv.server.mvcc.CompactedException;
import io.ratiskv.server.mvcc.FutureRevisionException;
import io.ratiskv.server.mvcc.RangeTooLargeException;
import io.ratiskv.server.mvcc.WriteTxn;
import java.util.Optional;

/** Carries out one command: asks the sessions whether it is new, does it or undoes it, and keeps the answer. */
final class CommandApplier {
    private final CommandValidator validator = new CommandValidator(CommandLimits.PROTOCOL);
    private final SessionTable sessions;

    CommandApplier(SessionTable sessions) {
        this.sessions = sessions;
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
            return error(problem.get()).toByteArray();
        }
        if (command.hasOpenSession()) {
            return sessions.open(command.getOpenSession(), nowMillis).toByteArray();
        }
        if (command.hasCloseSession()) {
            return sessions.close(command.getCloseSession()).toByteArray();
        }
        if (!command.hasWriteId()) {
            return execute(command, txn, events).toByteArray();
        }
        WriteId write = command.getWriteId();
        byte[] known = sessions.answerFor(write, nowMillis);
        if (known != null) {
            return known;
        }
        byte[] answer = execute(command, txn, events).toByteArray();
        sessions.keep(write, answer);
        return answer;
    }

    private static Response execute(Command command, WriteTxn txn, EntryEvents events) {
        txn.beginCommand();
        try {
            Response response = new CommandEvaluator(txn).evaluate(command);
            txn.commitCommand(events);
            return response;
        } catch (Rejection e) {
            return undone(txn, e.error());
        } catch (CompactedException e) {
            return undone(txn, Rejections.of(e));
        } catch (FutureRevisionException e) {
            return undone(txn, Rejections.of(e));
        } catch (RangeTooLargeException e) {
            return undone(txn, Rejections.of(e));
        }
    }

    private static Response undone(WriteTxn txn, Error error) {
        txn.rollbackCommand();
        return error(error);
    }

    private static Response error(Error error) {
        return Response.newBuilder().setError(error).build();
    }
}
