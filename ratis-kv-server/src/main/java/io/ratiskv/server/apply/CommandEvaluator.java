package io.ratiskv.server.apply;

import io.ratiskv.protocol.CommitRequest;
import io.ratiskv.protocol.CommitResponse;
import io.ratiskv.protocol.CompactRequest;
import io.ratiskv.protocol.CompactResponse;
import io.ratiskv.protocol.Compare;
import io.ratiskv.protocol.DeleteRangeRequest;
import io.ratiskv.protocol.DeleteRangeResponse;
import io.ratiskv.protocol.KeyRange;
import io.ratiskv.protocol.Operation;
import io.ratiskv.protocol.OperationResult;
import io.ratiskv.protocol.PutRequest;
import io.ratiskv.protocol.PutResponse;
import io.ratiskv.protocol.RangeRequest;
import io.ratiskv.protocol.RangeResponse;
import io.ratiskv.protocol.Response;
import io.ratiskv.protocol.TxnRequest;
import io.ratiskv.protocol.TxnResponse;
import io.ratiskv.server.command.Command;
import io.ratiskv.server.command.RangeMessages;
import io.ratiskv.server.mvcc.CompactedException;
import io.ratiskv.server.mvcc.Conflict;
import io.ratiskv.server.mvcc.FutureRevisionException;
import io.ratiskv.server.mvcc.KeyInterval;
import io.ratiskv.server.mvcc.KeyVersion;
import io.ratiskv.server.mvcc.WriteTxn;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongPredicate;

/** What each command on keys does. Valid commands only; what the state does not allow is a {@link Rejection}. */
final class CommandEvaluator {
    private final WriteTxn txn;
    private final LongPredicate leaseExists;

    CommandEvaluator(WriteTxn txn, LongPredicate leaseExists) {
        this.txn = txn;
        this.leaseExists = leaseExists;
    }

    Response evaluate(Command command) {
        Response.Builder response = Response.newBuilder();
        switch (command.getBodyCase()) {
            case PUT -> response.setPut(put(command.getPut()));
            case DELETE_RANGE -> response.setDeleteRange(deleteRange(command.getDeleteRange()));
            case TXN -> response.setTxn(txn(command.getTxn()));
            case COMMIT -> response.setCommit(commit(command.getCommit()));
            case COMPACT -> response.setCompact(compact(command.getCompact()));
            case OPEN_SESSION, CLOSE_SESSION, LEASE_GRANT, LEASE_KEEP_ALIVE, LEASE_REVOKE, PROTECT, BODY_NOT_SET ->
                throw new IllegalStateException("not a command on keys: " + command.getBodyCase());
        }
        return response.build();
    }

    private PutResponse put(PutRequest request) {
        byte[] key = request.getKey().toByteArray();
        ByteBuffer value = request.getValue().asReadOnlyByteBuffer();
        long lease = request.getLease(); // a put without a lease takes the key off the one it had
        if (request.getIgnoreValue() || request.getIgnoreLease()) {
            KeyVersion current = txn.get(key);
            if (current == null) {
                throw new Rejection(Rejections.keyNotFound(key));
            }
            value = request.getIgnoreValue() ? current.valueBuffer() : value;
            lease = request.getIgnoreLease() ? current.lease() : lease;
        }
        if (lease != 0 && !leaseExists.test(lease)) {
            throw new Rejection(Rejections.leaseNotFound(lease));
        }
        KeyVersion previous = txn.put(key, value, lease);
        PutResponse.Builder response = PutResponse.newBuilder().setRevision(txn.runningRevision());
        if (request.getPrevKv() && previous != null) {
            txn.answerWith(previous);
            response.setPrevKv(RangeMessages.keyValue(previous));
        }
        return response.build();
    }

    private DeleteRangeResponse deleteRange(DeleteRangeRequest request) {
        List<KeyVersion> deleted = txn.deleteRange(RangeMessages.interval(request.getKey(), request.getRangeEnd()));
        DeleteRangeResponse.Builder response = DeleteRangeResponse.newBuilder()
                .setRevision(txn.runningRevision())
                .setDeleted(deleted.size());
        if (request.getPrevKv()) {
            for (KeyVersion kv : deleted) {
                txn.answerWith(kv);
                response.addPrevKvs(RangeMessages.keyValue(kv));
            }
        }
        return response.build();
    }

    private RangeResponse range(RangeRequest request) {
        long revision = request.getRevision() > 0 ? request.getRevision() : txn.runningRevision();
        return RangeMessages.response(revision, txn.range(RangeMessages.query(request), request.getRevision()))
                .build();
    }

    private TxnResponse txn(TxnRequest request) {
        boolean succeeded = request.getCompareList().stream().allMatch(this::holds);
        List<Operation> operations = succeeded ? request.getSuccessList() : request.getFailureList();
        TxnResponse.Builder response = TxnResponse.newBuilder().setSucceeded(succeeded);
        for (Operation operation : operations) {
            response.addResults(operation(operation));
        }
        return response.setRevision(txn.runningRevision()).build();
    }

    private OperationResult operation(Operation operation) {
        OperationResult.Builder result = OperationResult.newBuilder();
        switch (operation.getOperationCase()) {
            case RANGE -> result.setRange(range(operation.getRange()));
            case PUT -> result.setPut(put(operation.getPut()));
            case DELETE_RANGE -> result.setDeleteRange(deleteRange(operation.getDeleteRange()));
            case TXN -> result.setTxn(txn(operation.getTxn()));
            case OPERATION_NOT_SET -> throw new IllegalStateException("an empty operation is not valid");
        }
        return result.build();
    }

    private boolean holds(Compare compare) {
        KeyInterval interval = RangeMessages.interval(compare.getKey(), compare.getRangeEnd());
        if (!interval.isSingle()) {
            return txn.allMatch(interval, kv -> Comparison.holds(compare, kv));
        }
        KeyVersion kv = txn.get(interval.from());
        return kv == null ? Comparison.holdsForAbsent(compare) : Comparison.holds(compare, kv);
    }

    private CommitResponse commit(CommitRequest request) {
        if (request.getReadsCount() > 0) {
            List<KeyInterval> reads = new ArrayList<>();
            for (KeyRange read : request.getReadsList()) {
                reads.add(RangeMessages.interval(read.getKey(), read.getRangeEnd()));
            }
            Conflict conflict = txn.validate(reads, request.getReadRevision());
            if (conflict != null) {
                throw new Rejection(Rejections.of(conflict));
            }
        }
        for (Operation write : request.getWritesList()) {
            operation(write);
        }
        return CommitResponse.newBuilder()
                .setRevision(txn.revisionIfCommitted())
                .build();
    }

    private CompactResponse compact(CompactRequest request) {
        long revision = request.getRevision();
        if (revision <= txn.compactRevision()) {
            throw new CompactedException(txn.compactRevision());
        }
        if (revision > txn.revision()) {
            throw new FutureRevisionException(txn.revision());
        }
        txn.compact(revision);
        return CompactResponse.newBuilder()
                .setRevision(txn.revision())
                .setCompactRevision(revision)
                .build();
    }
}
