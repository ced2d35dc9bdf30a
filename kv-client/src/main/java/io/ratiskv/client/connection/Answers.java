package io.ratiskv.client.connection;

import com.google.protobuf.ByteString;
import io.ratiskv.client.Bytes;
import io.ratiskv.client.CommitResult;
import io.ratiskv.client.CompactResult;
import io.ratiskv.client.DeleteResult;
import io.ratiskv.client.GrantResult;
import io.ratiskv.client.KeyValue;
import io.ratiskv.client.Member;
import io.ratiskv.client.MemberRole;
import io.ratiskv.client.MemberSpace;
import io.ratiskv.client.MemberStatus;
import io.ratiskv.client.MembershipProgress;
import io.ratiskv.client.OpResult;
import io.ratiskv.client.Outcome;
import io.ratiskv.client.ProtectResult;
import io.ratiskv.client.PutResult;
import io.ratiskv.client.RangeResult;
import io.ratiskv.client.RevokeResult;
import io.ratiskv.client.ServerFaultException;
import io.ratiskv.client.TxnResult;
import io.ratiskv.client.WriteResult;
import io.ratiskv.protocol.DeleteRangeResponse;
import io.ratiskv.protocol.MembershipResponse;
import io.ratiskv.protocol.OperationResult;
import io.ratiskv.protocol.PutResponse;
import io.ratiskv.protocol.RangeResponse;
import io.ratiskv.protocol.Response;
import io.ratiskv.protocol.Space;
import io.ratiskv.protocol.StatusResponse;
import io.ratiskv.protocol.TxnResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Wire messages as the client's records. */
final class Answers {
    private Answers() {}

    /** The answer to a write, whichever it was. */
    static WriteResult write(Response response) {
        return switch (response.getBodyCase()) {
            case PUT -> put(response.getPut());
            case DELETE_RANGE -> delete(response.getDeleteRange());
            case TXN -> txn(response.getTxn());
            case COMMIT -> new CommitResult(response.getCommit().getRevision());
            case COMPACT ->
                new CompactResult(
                        response.getCompact().getRevision(),
                        response.getCompact().getCompactRevision());
            case LEASE_GRANT ->
                new GrantResult(
                        response.getLeaseGrant().getId(),
                        Duration.ofMillis(response.getLeaseGrant().getTtlMs()));
            case LEASE_REVOKE ->
                new RevokeResult(
                        response.getLeaseRevoke().getRevision(),
                        response.getLeaseRevoke().getDeleted());
            case PROTECT -> new ProtectResult(response.getProtect().getChanged());
            default -> throw unexpected(response);
        };
    }

    static RangeResult range(List<Response> frames) {
        Response lastFrame = frames.get(frames.size() - 1);
        List<KeyValue> entries = new ArrayList<>();
        for (Response frame : frames) {
            if (!frame.hasRange()) {
                throw unexpected(frame);
            }
            frame.getRange().getKvsList().forEach(kv -> entries.add(keyValue(kv)));
        }
        return range(lastFrame.getRange(), entries);
    }

    private static RangeResult range(RangeResponse last, List<KeyValue> entries) {
        return new RangeResult(
                last.getRevision(),
                List.copyOf(entries),
                last.getMore(),
                last.getNextKey().isEmpty() ? Optional.empty() : Optional.of(bytes(last.getNextKey())),
                last.hasCount() ? OptionalLong.of(last.getCount()) : OptionalLong.empty(),
                Duration.ofMillis(last.getAgeMs()));
    }

    private static PutResult put(PutResponse put) {
        return new PutResult(
                put.getRevision(), put.hasPrevKv() ? Optional.of(keyValue(put.getPrevKv())) : Optional.empty());
    }

    private static DeleteResult delete(DeleteRangeResponse delete) {
        return new DeleteResult(
                delete.getRevision(),
                delete.getDeleted(),
                delete.getPrevKvsList().stream().map(Answers::keyValue).toList());
    }

    private static TxnResult txn(TxnResponse txn) {
        return new TxnResult(
                txn.getRevision(),
                txn.getSucceeded(),
                txn.getResultsList().stream().map(Answers::operation).toList());
    }

    private static OpResult operation(OperationResult result) {
        return switch (result.getResultCase()) {
            case RANGE ->
                range(
                        result.getRange(),
                        result.getRange().getKvsList().stream()
                                .map(Answers::keyValue)
                                .toList());
            case PUT -> put(result.getPut());
            case DELETE_RANGE -> delete(result.getDeleteRange());
            case TXN -> txn(result.getTxn());
            case RESULT_NOT_SET ->
                throw new ServerFaultException("an operation of the transaction has no result", Outcome.APPLIED, null);
        };
    }

    static MemberStatus status(StatusResponse status) {
        return new MemberStatus(
                status.getClusterId(),
                status.getMemberId(),
                status.getVersion(),
                switch (status.getRole()) {
                    case FOLLOWER -> MemberRole.FOLLOWER;
                    case CANDIDATE -> MemberRole.CANDIDATE;
                    case LEADER -> MemberRole.LEADER;
                    case STARTING, UNRECOGNIZED -> MemberRole.STARTING;
                },
                status.getTerm(),
                status.getLeaderId(),
                status.getCommitIndex(),
                status.getAppliedIndex(),
                status.getRevision(),
                status.getCompactRevision(),
                status.getStoreBytes(),
                status.getSnapshotIndex(),
                status.getSessions(),
                status.getKeysEstimate(),
                Duration.ofMillis(status.getLogTimeMs()),
                Duration.ofMillis(status.getUptimeMs()),
                Duration.ofNanos(status.getSnapshotMicros() * 1_000),
                Duration.ofNanos(status.getSnapshotPauseMicros() * 1_000),
                members(status),
                List.copyOf(status.getAlarmsList()),
                space(status.getSpace()));
    }

    private static MemberSpace space(Space space) {
        return new MemberSpace(
                level(space.getQuotaLevel()),
                level(space.getDiskLevel()),
                space.getUsedBytes(),
                space.getQuotaBytes(),
                space.getFreeDiskBytes(),
                space.getTotalDiskBytes());
    }

    private static MemberSpace.Level level(Space.Level level) {
        return switch (level) {
            case ROOMY -> MemberSpace.Level.ROOMY;
            case PRESSED -> MemberSpace.Level.PRESSED;
            case FULL -> MemberSpace.Level.FULL;
            case CRITICAL, UNRECOGNIZED -> MemberSpace.Level.CRITICAL;
        };
    }

    static List<Member> members(StatusResponse status) {
        return members(status.getMembersList());
    }

    private static List<Member> members(List<io.ratiskv.protocol.Member> messages) {
        return messages.stream()
                .map(member -> new Member(
                        member.getId(), member.getRaftAddress(), member.getClientAddress(), member.getIncarnation()))
                .toList();
    }

    static MembershipProgress membership(MembershipResponse answer) {
        return new MembershipProgress(
                answer.getDone(),
                answer.getWhat(),
                answer.getProgress(),
                answer.getGoal(),
                answer.getProgressInBytes(),
                members(answer.getMembersList()));
    }

    static KeyValue keyValue(io.ratiskv.protocol.KeyValue kv) {
        return new KeyValue(
                bytes(kv.getKey()),
                bytes(kv.getValue()),
                kv.getCreateRevision(),
                kv.getModRevision(),
                kv.getVersion(),
                kv.getLease());
    }

    static Bytes bytes(ByteString bytes) {
        return Bytes.of(bytes.asReadOnlyByteBuffer());
    }

    static ServerFaultException unexpected(Response response) {
        return new ServerFaultException(
                "a member answered with " + response.getBodyCase() + ", which was not asked for",
                Outcome.UNKNOWN,
                null);
    }
}
