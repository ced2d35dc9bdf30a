package io.ratiskv.server.apply;

import com.google.protobuf.ByteString;
import io.ratiskv.protocol.DeleteRangeResponse;
import io.ratiskv.protocol.Error;
import io.ratiskv.protocol.ErrorCode;
import io.ratiskv.protocol.KeyValue;
import io.ratiskv.protocol.LeaseListResponse;
import io.ratiskv.protocol.LeaseStatus;
import io.ratiskv.protocol.LeaseTimeToLiveResponse;
import io.ratiskv.protocol.OpenSessionResponse;
import io.ratiskv.protocol.OperationResult;
import io.ratiskv.protocol.ProtectedRange;
import io.ratiskv.protocol.ProtectedRangesResponse;
import io.ratiskv.protocol.PutResponse;
import io.ratiskv.protocol.RangeResponse;
import io.ratiskv.protocol.Response;
import io.ratiskv.protocol.TxnResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Answers as scripts say them. */
final class Answers {
    private Answers() {}

    static String text(Response response) {
        return switch (response.getBodyCase()) {
            case PUT -> put(response.getPut());
            case RANGE -> range(response.getRange());
            case DELETE_RANGE -> delete(response.getDeleteRange());
            case TXN -> txn(response.getTxn());
            case COMMIT -> "revision " + response.getCommit().getRevision();
            case COMPACT ->
                "compacted to " + response.getCompact().getCompactRevision() + ", revision "
                        + response.getCompact().getRevision();
            case OPEN_SESSION -> open(response.getOpenSession());
            case CLOSE_SESSION -> "closed";
            case LEASE_GRANT ->
                "lease " + response.getLeaseGrant().getId() + " for "
                        + response.getLeaseGrant().getTtlMs();
            case LEASE_KEEP_ALIVE -> "alive " + response.getLeaseKeepAlive().getTtlMsList();
            case LEASE_REVOKE ->
                "deleted " + response.getLeaseRevoke().getDeleted() + ", revision "
                        + response.getLeaseRevoke().getRevision();
            case PROTECT -> response.getProtect().getChanged() ? "changed" : "as before";
            case ERROR -> error(response.getError());
            default -> response.getBodyCase().toString();
        };
    }

    static String error(Error error) {
        List<String> details = new ArrayList<>();
        if (!error.getField().isEmpty()) {
            details.add(error.getField());
        }
        if (!error.getKey().isEmpty()) {
            details.add(error.getKey().toStringUtf8());
        }
        if (error.getRevision() != 0) {
            details.add(Long.toString(error.getRevision()));
        }
        if (error.getCode() == ErrorCode.FENCE_STALE) {
            details.add("newest " + error.getActual());
        }
        return "rejected " + error.getCode() + (details.isEmpty() ? "" : "(" + String.join(" ", details) + ")");
    }

    static String range(RangeResponse range) {
        String kvs = range.getKvsCount() == 0
                ? "none"
                : range.getKvsList().stream().map(Answers::keyValue).collect(Collectors.joining(", "));
        if (range.hasCount() && range.getKvsCount() == 0) {
            kvs = "";
        }
        List<String> parts = new ArrayList<>();
        if (!kvs.isEmpty()) {
            parts.add(kvs);
        }
        if (range.hasCount()) {
            parts.add("count " + range.getCount());
        }
        if (range.getMore()) {
            parts.add(
                    range.getNextKey().isEmpty()
                            ? "more"
                            : "more from " + range.getNextKey().toStringUtf8());
        }
        return String.join("; ", parts);
    }

    static String leases(LeaseListResponse list) {
        return list.getLeasesCount() == 0
                ? "none"
                : list.getLeasesList().stream().map(Answers::lease).collect(Collectors.joining("; "));
    }

    static String timeToLive(LeaseTimeToLiveResponse answer) {
        return lease(answer.getLease()) + ": "
                + answer.getKeysList().stream().map(ByteString::toStringUtf8).toList();
    }

    static String ranges(ProtectedRangesResponse answer) {
        return answer.getRangesCount() == 0
                ? "none"
                : answer.getRangesList().stream().map(Answers::range).collect(Collectors.joining("; "));
    }

    private static String lease(LeaseStatus lease) {
        return "lease " + lease.getId() + " for " + lease.getTtlMs() + ", " + lease.getRemainingMs() + " left, keys "
                + lease.getKeys();
    }

    private static String range(ProtectedRange range) {
        String end = range.getRangeEnd().toStringUtf8();
        return range.getKey().toStringUtf8() + (end.isEmpty() ? "" : ".." + (end.equals("\0") ? "" : end)) + " token "
                + range.getNewestToken();
    }

    private static String put(PutResponse put) {
        return "revision " + put.getRevision() + (put.hasPrevKv() ? ", was " + keyValue(put.getPrevKv()) : "");
    }

    private static String delete(DeleteRangeResponse delete) {
        String was = delete.getPrevKvsList().stream().map(Answers::keyValue).collect(Collectors.joining(", "));
        return "deleted " + delete.getDeleted() + ", revision " + delete.getRevision()
                + (was.isEmpty() ? "" : ", was " + was);
    }

    private static String txn(TxnResponse txn) {
        String results = txn.getResultsList().stream().map(Answers::result).collect(Collectors.joining(" | "));
        return (txn.getSucceeded() ? "then" : "else") + " revision " + txn.getRevision()
                + (results.isEmpty() ? "" : ": " + results);
    }

    private static String result(OperationResult result) {
        return switch (result.getResultCase()) {
            case RANGE -> range(result.getRange());
            case PUT -> put(result.getPut());
            case DELETE_RANGE -> delete(result.getDeleteRange());
            case TXN -> "{ " + txn(result.getTxn()) + " }";
            case RESULT_NOT_SET -> "nothing";
        };
    }

    private static String open(OpenSessionResponse open) {
        return "session " + open.getSessionId() + " incarnation " + open.getIncarnation() + " next "
                + open.getNextSequence() + " unconfirmed " + open.getUnconfirmedList();
    }

    private static String keyValue(KeyValue kv) {
        return kv.getKey().toStringUtf8() + "=" + kv.getValue().toStringUtf8() + " mod=" + kv.getModRevision()
                + " create=" + kv.getCreateRevision() + " version=" + kv.getVersion()
                + (kv.getLease() == 0 ? "" : " lease=" + kv.getLease());
    }
}
