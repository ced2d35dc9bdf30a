package io.ratiskv.server.command;

import com.google.protobuf.ByteString;
import io.ratiskv.protocol.CloseSessionRequest;
import io.ratiskv.protocol.CommitRequest;
import io.ratiskv.protocol.Compare;
import io.ratiskv.protocol.DeleteRangeRequest;
import io.ratiskv.protocol.Error;
import io.ratiskv.protocol.Fence;
import io.ratiskv.protocol.KeyRange;
import io.ratiskv.protocol.LeaseGrantRequest;
import io.ratiskv.protocol.LeaseKeepAliveRequest;
import io.ratiskv.protocol.LeaseListRequest;
import io.ratiskv.protocol.LeaseTimeToLiveRequest;
import io.ratiskv.protocol.OpenSessionRequest;
import io.ratiskv.protocol.Operation;
import io.ratiskv.protocol.PutRequest;
import io.ratiskv.protocol.RangeRequest;
import io.ratiskv.protocol.SortOrder;
import io.ratiskv.protocol.SortTarget;
import io.ratiskv.protocol.TxnRequest;
import io.ratiskv.protocol.WatchRequest;
import io.ratiskv.protocol.WriteId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Whether a request makes sense by itself, whatever the state. Asked before proposing, and again when applying: what is
 * in the log is not trusted either.
 *
 * <p>Thread: any; keeps nothing.
 */
public final class CommandValidator {
    /** Longest name of a client, in UTF-8. */
    public static final int IDENTITY_BYTES_MAX = 256;

    /**
     * Transactions inside transactions. Far below the 100 messages at which protobuf refuses to parse: an entry that got
     * into the log must be readable.
     */
    public static final int TXN_DEPTH_MAX = 16;

    public static final long TTL_MILLIS_MIN = 100;
    public static final long TTL_MILLIS_MAX = TimeUnit.HOURS.toMillis(24);

    /** Leases that one command may keep alive. */
    public static final int KEEP_ALIVES_MAX = 1_000;

    /** Fences that one request may show. */
    public static final int FENCES_MAX = 16;

    private final CommandLimits limits;

    public CommandValidator(CommandLimits limits) {
        this.limits = limits;
    }

    /** What is wrong with the command, naming the field ({@code txn.success[2].put.key}); empty if nothing is. */
    public Optional<Error> check(Command command) {
        Error problem = command.hasWriteId() ? writeId(command.getWriteId()) : null;
        if (problem == null) {
            problem = fences(command.getFencesList());
        }
        return Optional.ofNullable(problem != null ? problem : body(command));
    }

    /** What is wrong with a range read of its own; fields are named {@code range.…}. */
    public Optional<Error> check(RangeRequest range) {
        return Optional.ofNullable(Problem.in("range", range(range)));
    }

    /** What is wrong with a question about one lease. */
    public Optional<Error> check(LeaseTimeToLiveRequest request) {
        return Optional.ofNullable(Problem.in("lease_time_to_live", positive("id", request.getId())));
    }

    /** What is wrong with a question about all leases. */
    public Optional<Error> check(LeaseListRequest request) {
        Error problem = notNegative("after", request.getAfter());
        return Optional.ofNullable(
                Problem.in("lease_list", problem != null ? problem : notNegative("limit", request.getLimit())));
    }

    /** What is wrong with a watch; fields are named {@code watch.…}. */
    public Optional<Error> check(WatchRequest watch) {
        return Optional.ofNullable(Problem.in("watch", watch(watch)));
    }

    private @Nullable Error watch(WatchRequest watch) {
        Error problem = interval(watch.getKey(), watch.getRangeEnd());
        if (problem == null) {
            problem = notNegative("start_revision", watch.getStartRevision());
        }
        if (problem == null && watch.getSnapshot() && watch.getStartRevision() > 0) {
            problem = Problem.invalid("start_revision", "must be 0 with a snapshot: the watch begins where that is");
        }
        if (problem == null && watch.getNoPut() && watch.getNoDelete()) {
            problem = Problem.invalid("no_put", "a watch without puts and deletions has nothing to tell");
        }
        if (problem == null && watch.getNameBytes().size() > IDENTITY_BYTES_MAX) {
            problem = Problem.tooLarge(
                    "name", "bytes", IDENTITY_BYTES_MAX, watch.getNameBytes().size());
        }
        return problem != null ? problem : notNegative("min_revision", watch.getMinRevision());
    }

    private @Nullable Error body(Command command) {
        return switch (command.getBodyCase()) {
            case PUT -> Problem.in("put", put(command.getPut()));
            case DELETE_RANGE -> Problem.in("delete_range", deleteRange(command.getDeleteRange()));
            case TXN -> Problem.in("txn", txn(command.getTxn(), limits.txnOperationsMax(), 1));
            case COMMIT -> Problem.in("commit", commit(command.getCommit()));
            case COMPACT ->
                Problem.in("compact", positive("revision", command.getCompact().getRevision()));
            case OPEN_SESSION -> Problem.in("open_session", openSession(command.getOpenSession()));
            case CLOSE_SESSION -> Problem.in("close_session", closeSession(command.getCloseSession()));
            case LEASE_GRANT -> Problem.in("lease_grant", leaseGrant(command.getLeaseGrant()));
            case LEASE_KEEP_ALIVE -> Problem.in("lease_keep_alive", leaseKeepAlive(command.getLeaseKeepAlive()));
            case LEASE_REVOKE ->
                Problem.in(
                        "lease_revoke", positive("id", command.getLeaseRevoke().getId()));
            case PROTECT ->
                Problem.in(
                        "protect",
                        interval(
                                command.getProtect().getKey(),
                                command.getProtect().getRangeEnd()));
            case BODY_NOT_SET -> Problem.invalid("body", "the command is empty");
        };
    }

    private static @Nullable Error writeId(WriteId id) {
        Error problem = positive("write_id.sequence", id.getSequence());
        if (problem == null) {
            problem = notNegative("write_id.oldest_unanswered", id.getOldestUnanswered());
        }
        if (problem == null && id.getOldestUnanswered() > id.getSequence()) {
            problem = Problem.invalid(
                    "write_id.oldest_unanswered", "must not be above the sequence: this write is not answered yet");
        }
        return problem;
    }

    private @Nullable Error fences(List<Fence> fences) {
        if (fences.size() > FENCES_MAX) {
            return Problem.tooLarge("fences", "fences", FENCES_MAX, fences.size());
        }
        Set<ByteString> named = new TreeSet<>(ByteString.unsignedLexicographicalComparator());
        for (int i = 0; i < fences.size(); i++) {
            Fence fence = fences.get(i);
            Error problem = positive("token", fence.getToken());
            if (problem == null && fence.getKey().size() > limits.keyBytesMax()) {
                problem = Problem.tooLarge(
                        "key", "bytes", limits.keyBytesMax(), fence.getKey().size());
            }
            if (problem == null && !named.add(fence.getKey())) {
                problem = Problem.invalid("key", "is named by an earlier fence, too");
            }
            if (problem != null) {
                return Problem.in("fences", i, problem);
            }
        }
        return null;
    }

    private static @Nullable Error leaseGrant(LeaseGrantRequest grant) {
        Error problem = notNegative("id", grant.getId());
        if (problem == null && (grant.getTtlMs() < TTL_MILLIS_MIN || grant.getTtlMs() > TTL_MILLIS_MAX)) {
            problem = Problem.invalid(
                    "ttl_ms",
                    "must be between " + TTL_MILLIS_MIN + " and " + TTL_MILLIS_MAX + ", is " + grant.getTtlMs());
        }
        return problem;
    }

    private static @Nullable Error leaseKeepAlive(LeaseKeepAliveRequest keepAlive) {
        if (keepAlive.getIdsCount() == 0) {
            return Problem.invalid("ids", "is empty");
        }
        if (keepAlive.getIdsCount() > KEEP_ALIVES_MAX) {
            return Problem.tooLarge("ids", "leases", KEEP_ALIVES_MAX, keepAlive.getIdsCount());
        }
        for (int i = 0; i < keepAlive.getIdsCount(); i++) {
            Error problem = positive("ids[" + i + "]", keepAlive.getIds(i));
            if (problem != null) {
                return problem;
            }
        }
        return null;
    }

    private @Nullable Error put(PutRequest put) {
        Error problem = key("key", put.getKey());
        if (problem == null && put.getValue().size() > limits.valueBytesMax()) {
            problem = Problem.tooLarge(
                    "value", "bytes", limits.valueBytesMax(), put.getValue().size());
        }
        if (problem == null && put.getIgnoreValue() && !put.getValue().isEmpty()) {
            problem = Problem.invalid("value", "must be empty when ignore_value is set");
        }
        if (problem == null) {
            problem = notNegative("lease", put.getLease());
        }
        if (problem == null && put.getIgnoreLease() && put.getLease() != 0) {
            problem = Problem.invalid("lease", "must be 0 when ignore_lease is set");
        }
        return problem;
    }

    private @Nullable Error deleteRange(DeleteRangeRequest delete) {
        return interval(delete.getKey(), delete.getRangeEnd());
    }

    private @Nullable Error range(RangeRequest range) {
        Error problem = interval(range.getKey(), range.getRangeEnd());
        if (problem == null) {
            problem = notNegative("limit", range.getLimit());
        }
        if (problem == null) {
            problem = notNegative("revision", range.getRevision());
        }
        if (problem == null && range.getSortOrder() == SortOrder.UNRECOGNIZED) {
            problem = Problem.invalid("sort_order", "is not known: " + range.getSortOrderValue());
        }
        if (problem == null && range.getSortTarget() == SortTarget.UNRECOGNIZED) {
            problem = Problem.invalid("sort_target", "is not known: " + range.getSortTargetValue());
        }
        return problem != null ? problem : filters(range);
    }

    private static @Nullable Error filters(RangeRequest range) {
        Error problem = notNegative("min_mod_revision", range.getMinModRevision());
        if (problem == null) {
            problem = notNegative("max_mod_revision", range.getMaxModRevision());
        }
        if (problem == null) {
            problem = notNegative("min_create_revision", range.getMinCreateRevision());
        }
        if (problem == null) {
            problem = notNegative("max_create_revision", range.getMaxCreateRevision());
        }
        if (problem == null) {
            problem = notNegative("min_revision", range.getMinRevision());
        }
        return problem != null ? problem : notNegative("max_age_ms", range.getMaxAgeMs());
    }

    private @Nullable Error txn(TxnRequest txn, int operationsLeft, int depth) {
        if (depth > TXN_DEPTH_MAX) {
            return Problem.tooLarge("success", "transactions around it", TXN_DEPTH_MAX - 1, depth - 1);
        }
        Error problem = count("compare", txn.getCompareCount(), operationsLeft);
        if (problem == null) {
            problem = count("success", txn.getSuccessCount(), operationsLeft);
        }
        if (problem == null) {
            problem = count("failure", txn.getFailureCount(), operationsLeft);
        }
        for (int i = 0; problem == null && i < txn.getCompareCount(); i++) {
            problem = Problem.in("compare", i, compare(txn.getCompare(i)));
        }
        int longest = Math.max(txn.getCompareCount(), Math.max(txn.getSuccessCount(), txn.getFailureCount()));
        int left = operationsLeft - longest;
        if (problem == null) {
            problem = operations("success", txn.getSuccessList(), left, depth);
        }
        if (problem == null) {
            problem = operations("failure", txn.getFailureList(), left, depth);
        }
        return problem == null && depth == 1 ? duplicates(txn) : problem;
    }

    private @Nullable Error operations(String list, List<Operation> operations, int left, int depth) {
        for (int i = 0; i < operations.size(); i++) {
            Error problem = operation(operations.get(i), left, depth);
            if (problem != null) {
                return problem.getField().isEmpty()
                        ? Problem.invalid(list + "[" + i + "]", problem.getMessage())
                        : Problem.in(list, i, problem);
            }
        }
        return null;
    }

    private @Nullable Error operation(Operation operation, int left, int depth) {
        return switch (operation.getOperationCase()) {
            case RANGE -> Problem.in("range", range(operation.getRange()));
            case PUT -> Problem.in("put", put(operation.getPut()));
            case DELETE_RANGE -> Problem.in("delete_range", deleteRange(operation.getDeleteRange()));
            case TXN -> Problem.in("txn", txn(operation.getTxn(), left, depth + 1));
            case OPERATION_NOT_SET -> Problem.invalid("", "the operation is empty");
        };
    }

    private static @Nullable Error duplicates(TxnRequest txn) {
        byte[] key = TxnKeys.duplicateIn(txn.getSuccessList());
        if (key != null) {
            return Problem.duplicateKey("success", key);
        }
        key = TxnKeys.duplicateIn(txn.getFailureList());
        return key == null ? null : Problem.duplicateKey("failure", key);
    }

    private @Nullable Error compare(Compare compare) {
        Error problem = interval(compare.getKey(), compare.getRangeEnd());
        if (problem != null) {
            return problem;
        }
        return switch (compare.getTarget()) {
            case UNRECOGNIZED -> Problem.invalid("target", "is not known: " + compare.getTargetValue());
            case VALUE ->
                compare.hasNumber() ? Problem.invalid("number", "cannot be compared with a value") : result(compare);
            case VERSION, CREATE, MOD, LEASE ->
                compare.hasValue() ? Problem.invalid("value", "cannot be compared with a number") : result(compare);
        };
    }

    private static @Nullable Error result(Compare compare) {
        return compare.getResult() == Compare.Result.UNRECOGNIZED
                ? Problem.invalid("result", "is not known: " + compare.getResultValue())
                : null;
    }

    private @Nullable Error commit(CommitRequest commit) {
        Error problem = count("reads", commit.getReadsCount(), limits.commitOperationsMax());
        if (problem == null) {
            problem = count("writes", commit.getWritesCount(), limits.commitOperationsMax());
        }
        if (problem == null) {
            problem = notNegative("read_revision", commit.getReadRevision());
        }
        if (problem == null && commit.getReadsCount() > 0) {
            problem = positive("read_revision", commit.getReadRevision());
        }
        for (int i = 0; problem == null && i < commit.getReadsCount(); i++) {
            KeyRange read = commit.getReads(i);
            problem = Problem.in("reads", i, interval(read.getKey(), read.getRangeEnd()));
        }
        for (int i = 0; problem == null && i < commit.getWritesCount(); i++) {
            Operation write = commit.getWrites(i);
            problem = write.hasPut() || write.hasDeleteRange()
                    ? Problem.in("writes", i, operation(write, 0, 1))
                    : Problem.invalid("writes[" + i + "]", "only put and delete_range can be committed");
        }
        return problem;
    }

    private static @Nullable Error openSession(OpenSessionRequest open) {
        int bytes = open.getIdentityBytes().size();
        if (bytes == 0) {
            return Problem.invalid("identity", "is empty");
        }
        return bytes > IDENTITY_BYTES_MAX
                ? Problem.tooLarge("identity", "bytes", IDENTITY_BYTES_MAX, bytes)
                : notNegative("retention_ms", open.getRetentionMs());
    }

    private static @Nullable Error closeSession(CloseSessionRequest close) {
        Error problem = positive("session_id", close.getSessionId());
        return problem != null ? problem : positive("incarnation", close.getIncarnation());
    }

    private @Nullable Error interval(ByteString key, ByteString rangeEnd) {
        Error problem = key("key", key);
        if (problem != null || rangeEnd.isEmpty()) {
            return problem;
        }
        if (rangeEnd.size() > limits.keyBytesMax() + 1) { // the key that follows the longest one is one byte longer
            return Problem.tooLarge("range_end", "bytes", limits.keyBytesMax() + 1, rangeEnd.size());
        }
        boolean open = rangeEnd.size() == 1 && rangeEnd.byteAt(0) == 0;
        boolean inverted = ByteString.unsignedLexicographicalComparator().compare(rangeEnd, key) <= 0;
        return inverted && !open ? Problem.invalid("range_end", "is not after the key: the range is empty") : null;
    }

    private @Nullable Error key(String field, ByteString key) {
        if (key.isEmpty()) {
            return Problem.invalid(field, "is empty");
        }
        return key.size() > limits.keyBytesMax()
                ? Problem.tooLarge(field, "bytes", limits.keyBytesMax(), key.size())
                : null;
    }

    private static @Nullable Error count(String list, int actual, int limit) {
        return actual > limit ? Problem.tooLarge(list, "operations", limit, actual) : null;
    }

    private static @Nullable Error notNegative(String field, long number) {
        return number < 0 ? Problem.invalid(field, "must not be negative: " + number) : null;
    }

    private static @Nullable Error positive(String field, long number) {
        return number <= 0 ? Problem.invalid(field, "must be above 0: " + number) : null;
    }
}
