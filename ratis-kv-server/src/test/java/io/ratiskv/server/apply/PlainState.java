package io.ratiskv.server.apply;

import com.google.protobuf.ByteString;
import io.ratiskv.protocol.CommitRequest;
import io.ratiskv.protocol.Compare;
import io.ratiskv.protocol.DeleteRangeRequest;
import io.ratiskv.protocol.DeleteRangeResponse;
import io.ratiskv.protocol.Error;
import io.ratiskv.protocol.ErrorCode;
import io.ratiskv.protocol.KeyRange;
import io.ratiskv.protocol.KeyValue;
import io.ratiskv.protocol.LeaseGrantRequest;
import io.ratiskv.protocol.LeaseGrantResponse;
import io.ratiskv.protocol.LeaseRevokeResponse;
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
import io.ratiskv.server.command.CommandBatch;
import io.ratiskv.server.command.CommandLimits;
import io.ratiskv.server.command.CommandValidator;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;

/** What the replicated state must answer, said without any care for memory or time. Answers are texts of {@link Answers}. */
final class PlainState {
    final PlainKeys keys = new PlainKeys();
    private final PlainSessions sessions = new PlainSessions();
    private final PlainLeases leases = new PlainLeases();
    private final PlainFences fences = new PlainFences();
    private long logTime;

    private static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient Error error;

        Refused(Error.Builder error) {
            this.error = error.build();
        }
    }

    List<String> apply(CommandBatch batch) {
        logTime = Math.max(logTime, batch.getLogTimeMs());
        sessions.expire(logTime);
        leases.due(logTime).forEach(this::end);
        List<String> answers = new ArrayList<>();
        for (Command command : batch.getCommandsList()) {
            answers.add(apply(command));
        }
        return answers;
    }

    private String apply(Command command) {
        Optional<Error> problem = new CommandValidator(CommandLimits.PROTOCOL).check(command);
        if (problem.isPresent()) {
            return Answers.error(problem.get());
        }
        if (command.hasOpenSession()) {
            return sessions.open(command.getOpenSession(), logTime);
        }
        if (command.hasCloseSession()) {
            return sessions.close(command.getCloseSession());
        }
        if (!command.hasWriteId()) {
            return execute(command);
        }
        PlainSessions.Outcome outcome = sessions.judge(command.getWriteId(), logTime);
        if (outcome instanceof PlainSessions.Outcome.First first) {
            return first.answer();
        }
        if (outcome instanceof PlainSessions.Outcome.Refused refused) {
            String field = refused.code() == ErrorCode.INVALID_ARGUMENT ? "write_id.incarnation" : "";
            return Answers.error(
                    Error.newBuilder().setCode(refused.code()).setField(field).build());
        }
        String answer = execute(command);
        sessions.executed(command.getWriteId(), answer);
        return answer;
    }

    private String execute(Command command) {
        keys.begin();
        try {
            Response.Builder response = Response.newBuilder();
            switch (command.getBodyCase()) {
                case PUT -> response.setPut(put(command.getPut()));
                case DELETE_RANGE -> response.setDeleteRange(delete(command.getDeleteRange()));
                case TXN -> response.setTxn(txn(command.getTxn()));
                case COMMIT -> commit(command.getCommit());
                case COMPACT -> compact(command.getCompact().getRevision());
                case LEASE_GRANT -> response.setLeaseGrant(grant(command.getLeaseGrant()));
                case LEASE_KEEP_ALIVE ->
                    response.setLeaseKeepAlive(leases.keepAlive(command.getLeaseKeepAlive(), logTime));
                case LEASE_REVOKE ->
                    response.setLeaseRevoke(revoke(command.getLeaseRevoke().getId()));
                case PROTECT -> response.setProtect(fences.protect(command.getProtect()));
                default -> throw new AssertionError(command);
            }
            boolean ends = command.hasLeaseRevoke();
            Optional<Error.Builder> denied =
                    ends ? Optional.empty() : fences.judge(command.getFencesList(), keys.changedKeys());
            if (denied.isPresent()) {
                throw new Refused(denied.get());
            }
            if (!ends) {
                fences.seen(command.getFencesList(), keys.changedKeys());
            }
            keys.commit();
            if (command.hasLeaseRevoke()) {
                response.getLeaseRevokeBuilder().setRevision(keys.revision());
            } else if (command.hasCommit()) {
                response.getCommitBuilder().setRevision(keys.revision());
            } else if (command.hasCompact()) {
                response.getCompactBuilder().setRevision(keys.revision()).setCompactRevision(keys.compactRevision);
            }
            return Answers.text(response.build());
        } catch (Refused e) {
            return Answers.error(e.error);
        }
    }

    private LeaseGrantResponse grant(LeaseGrantRequest request) {
        return leases.grant(request, logTime)
                .orElseThrow(() -> new Refused(Error.newBuilder().setCode(ErrorCode.LEASE_EXISTS)));
    }

    private LeaseRevokeResponse revoke(long id) {
        if (!leases.exists(id)) {
            throw new Refused(Error.newBuilder().setCode(ErrorCode.LEASE_NOT_FOUND));
        }
        int before = keys.running().size();
        keys.running().values().removeIf(kv -> kv.getLease() == id);
        leases.end(id);
        return LeaseRevokeResponse.newBuilder()
                .setDeleted(before - keys.running().size())
                .build();
    }

    private void end(long id) {
        keys.begin();
        revoke(id);
        keys.commit();
    }

    private long running() {
        return keys.revision() + (keys.changed() ? 1 : 0);
    }

    private PutResponse put(PutRequest put) {
        KeyValue before = keys.running().get(put.getKey());
        if (before == null && (put.getIgnoreValue() || put.getIgnoreLease())) {
            throw new Refused(
                    Error.newBuilder().setCode(ErrorCode.KEY_NOT_FOUND).setKey(put.getKey()));
        }
        long lease = put.getIgnoreLease() && before != null ? before.getLease() : put.getLease();
        if (lease != 0 && !leases.exists(lease)) {
            throw new Refused(Error.newBuilder().setCode(ErrorCode.LEASE_NOT_FOUND));
        }
        long revision = keys.revision() + 1;
        KeyValue.Builder after = KeyValue.newBuilder()
                .setKey(put.getKey())
                .setValue(put.getIgnoreValue() && before != null ? before.getValue() : put.getValue())
                .setModRevision(revision)
                .setCreateRevision(before == null ? revision : before.getCreateRevision())
                .setVersion(before == null ? 1 : before.getVersion() + 1)
                .setLease(lease);
        keys.running().put(put.getKey(), after.build());
        PutResponse.Builder response = PutResponse.newBuilder().setRevision(revision);
        if (put.getPrevKv() && before != null) {
            response.setPrevKv(before);
        }
        return response.build();
    }

    private DeleteRangeResponse delete(DeleteRangeRequest delete) {
        NavigableMap<ByteString, KeyValue> found = PlainKeys.in(keys.running(), delete.getKey(), delete.getRangeEnd());
        DeleteRangeResponse.Builder response = DeleteRangeResponse.newBuilder().setDeleted(found.size());
        if (delete.getPrevKv()) {
            response.addAllPrevKvs(found.values());
        }
        found.clear();
        return response.setRevision(running()).build();
    }

    private RangeResponse range(RangeRequest range) {
        long revision = range.getRevision();
        if (revision == 0) {
            return PlainKeys.range(keys.running(), range, running());
        }
        requireReadable(revision);
        return PlainKeys.range(keys.at(revision), range, revision);
    }

    private TxnResponse txn(TxnRequest txn) {
        boolean succeeded = txn.getCompareList().stream().allMatch(this::holds);
        TxnResponse.Builder response = TxnResponse.newBuilder().setSucceeded(succeeded);
        for (Operation operation : succeeded ? txn.getSuccessList() : txn.getFailureList()) {
            response.addResults(operation(operation));
        }
        return response.setRevision(running()).build();
    }

    private OperationResult operation(Operation operation) {
        OperationResult.Builder result = OperationResult.newBuilder();
        return switch (operation.getOperationCase()) {
            case RANGE -> result.setRange(range(operation.getRange())).build();
            case PUT -> result.setPut(put(operation.getPut())).build();
            case DELETE_RANGE ->
                result.setDeleteRange(delete(operation.getDeleteRange())).build();
            case TXN -> result.setTxn(txn(operation.getTxn())).build();
            case OPERATION_NOT_SET -> throw new AssertionError(operation);
        };
    }

    private boolean holds(Compare compare) {
        if (compare.getRangeEnd().isEmpty() && !keys.running().containsKey(compare.getKey())) {
            return compare.getTarget() != Compare.Target.VALUE && holds(compare, Long.compare(0, compare.getNumber()));
        }
        return PlainKeys.in(keys.running(), compare.getKey(), compare.getRangeEnd()).values().stream()
                .allMatch(kv -> holds(compare, order(compare, kv)));
    }

    private static int order(Compare compare, KeyValue kv) {
        return switch (compare.getTarget()) {
            case VERSION -> Long.compare(kv.getVersion(), compare.getNumber());
            case CREATE -> Long.compare(kv.getCreateRevision(), compare.getNumber());
            case MOD -> Long.compare(kv.getModRevision(), compare.getNumber());
            case LEASE -> Long.compare(kv.getLease(), compare.getNumber());
            default -> ByteString.unsignedLexicographicalComparator().compare(kv.getValue(), compare.getValue());
        };
    }

    private static boolean holds(Compare compare, int order) {
        return switch (compare.getResult()) {
            case EQUAL -> order == 0;
            case NOT_EQUAL -> order != 0;
            case GREATER -> order > 0;
            default -> order < 0;
        };
    }

    private void commit(CommitRequest commit) {
        if (commit.getReadsCount() > 0) {
            requireReadable(commit.getReadRevision());
        }
        for (KeyRange read : commit.getReadsList()) {
            NavigableMap<ByteString, Long> changed =
                    keys.changedSince(commit.getReadRevision(), read.getKey(), read.getRangeEnd());
            if (!changed.isEmpty()) {
                throw new Refused(Error.newBuilder()
                        .setCode(ErrorCode.CONFLICT)
                        .setKey(changed.firstKey())
                        .setRevision(changed.firstEntry().getValue()));
            }
        }
        commit.getWritesList().forEach(this::operation);
    }

    private void compact(long revision) {
        if (revision <= keys.compactRevision) {
            throw new Refused(Error.newBuilder().setCode(ErrorCode.COMPACTED).setRevision(keys.compactRevision));
        }
        if (revision > keys.revision()) {
            throw new Refused(
                    Error.newBuilder().setCode(ErrorCode.FUTURE_REVISION).setRevision(keys.revision()));
        }
        keys.compactRevision = revision;
    }

    private void requireReadable(long revision) {
        if (revision > keys.revision()) {
            throw new Refused(
                    Error.newBuilder().setCode(ErrorCode.FUTURE_REVISION).setRevision(keys.revision()));
        }
        if (revision < keys.compactRevision) {
            throw new Refused(Error.newBuilder().setCode(ErrorCode.COMPACTED).setRevision(keys.compactRevision));
        }
    }
}
