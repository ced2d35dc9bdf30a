package io.ratiskv.client.connection;

import com.google.protobuf.ByteString;
import io.ratiskv.client.Bytes;
import io.ratiskv.client.Compare;
import io.ratiskv.client.Consistency;
import io.ratiskv.client.Delete;
import io.ratiskv.client.Fence;
import io.ratiskv.client.InvalidArgumentException;
import io.ratiskv.client.KeyRange;
import io.ratiskv.client.Member;
import io.ratiskv.client.MembershipChange;
import io.ratiskv.client.Op;
import io.ratiskv.client.Put;
import io.ratiskv.client.Range;
import io.ratiskv.client.Txn;
import io.ratiskv.protocol.CommitRequest;
import io.ratiskv.protocol.DeleteRangeRequest;
import io.ratiskv.protocol.MembershipRequest;
import io.ratiskv.protocol.Operation;
import io.ratiskv.protocol.PutRequest;
import io.ratiskv.protocol.RangeRequest;
import io.ratiskv.protocol.SortOrder;
import io.ratiskv.protocol.SortTarget;
import io.ratiskv.protocol.TxnRequest;

/** The client's records as wire messages. Refuses what is wrong whatever the members' limits are. */
final class Requests {
    private Requests() {}

    static PutRequest put(Put put) {
        return PutRequest.newBuilder()
                .setKey(key("put.key", put.key()))
                .setValue(bytes(put.value()))
                .setLease(put.lease())
                .setPrevKv(put.wantsPrevious())
                .setIgnoreValue(put.keepsValue())
                .setIgnoreLease(put.keepsLease())
                .build();
    }

    static DeleteRangeRequest delete(Delete delete) {
        return DeleteRangeRequest.newBuilder()
                .setKey(key("delete_range.key", delete.range().start()))
                .setRangeEnd(bytes(delete.range().end()))
                .setPrevKv(delete.wantsPrevious())
                .build();
    }

    /** As part of a transaction: without what makes it a read of its own. */
    private static RangeRequest.Builder plainRange(Range range) {
        boolean byKey = range.order().equals(Range.Order.BY_KEY);
        return RangeRequest.newBuilder()
                .setKey(key("range.key", range.keys().start()))
                .setRangeEnd(bytes(range.keys().end()))
                .setLimit(range.limit())
                .setRevision(range.revision())
                .setSortOrder(
                        byKey ? SortOrder.NONE : range.order().descending() ? SortOrder.DESCEND : SortOrder.ASCEND)
                .setSortTarget(target(range.order().by()))
                .setKeysOnly(range.keysOnly())
                .setCountOnly(range.countOnly())
                .setWantCount(range.wantsCount())
                .setMinModRevision(range.minModRevision())
                .setMaxModRevision(range.maxModRevision())
                .setMinCreateRevision(range.minCreateRevision())
                .setMaxCreateRevision(range.maxCreateRevision());
    }

    static RangeRequest range(Range range, CallOptions options) {
        Consistency consistency = consistencyOf(range, options);
        return plainRange(range)
                .setConsistency(
                        switch (consistency.kind()) {
                            case LINEARIZABLE -> io.ratiskv.protocol.Consistency.LINEARIZABLE;
                            case LOCAL -> io.ratiskv.protocol.Consistency.LOCAL;
                            case BOUNDED -> io.ratiskv.protocol.Consistency.BOUNDED;
                        })
                .setMaxAgeMs(consistency.maxAge().toMillis())
                .setMinRevision(Math.max(range.minRevision(), options.minRevision()))
                .build();
    }

    static Consistency consistencyOf(Range range, CallOptions options) {
        return range.consistency().orElse(options.consistency());
    }

    static TxnRequest txn(Txn txn) {
        TxnRequest.Builder request = TxnRequest.newBuilder();
        txn.compares().forEach(compare -> request.addCompare(compare(compare)));
        txn.success().forEach(op -> request.addSuccess(operation(op)));
        txn.failure().forEach(op -> request.addFailure(operation(op)));
        return request.build();
    }

    static CommitRequest commit(Commit commit) {
        CommitRequest.Builder request = CommitRequest.newBuilder().setReadRevision(commit.readRevision());
        commit.reads().forEach(read -> request.addReads(keyRange(read)));
        commit.writes().forEach(write -> request.addWrites(operation(write)));
        return request.build();
    }

    static io.ratiskv.protocol.Fence fence(Fence fence) {
        return io.ratiskv.protocol.Fence.newBuilder()
                .setKey(bytes(fence.range()))
                .setToken(fence.token())
                .build();
    }

    static MembershipRequest membership(MembershipChange change) {
        Member member = change.member();
        io.ratiskv.protocol.Member message = io.ratiskv.protocol.Member.newBuilder()
                .setId(member.id())
                .setRaftAddress(member.raftAddress())
                .setClientAddress(member.clientAddress())
                .build();
        MembershipRequest.Builder request = MembershipRequest.newBuilder();
        return switch (change.kind()) {
            case ADD -> request.setAdd(message).build();
            case REMOVE -> request.setRemove(member.id()).build();
            case REPLACE -> request.setReplace(message).build();
            case MOVE_LEADER -> request.setMoveLeader(member.id()).build();
        };
    }

    private static Operation operation(Op op) {
        // No exhaustive switch over sealed types on Java 17.
        if (op instanceof Put put) {
            return Operation.newBuilder().setPut(put(put)).build();
        } else if (op instanceof Delete delete) {
            return Operation.newBuilder().setDeleteRange(delete(delete)).build();
        } else if (op instanceof Range range) {
            return Operation.newBuilder().setRange(plainRange(range)).build();
        } else {
            return Operation.newBuilder().setTxn(txn((Txn) op)).build();
        }
    }

    private static io.ratiskv.protocol.Compare compare(Compare compare) {
        io.ratiskv.protocol.Compare.Builder message = io.ratiskv.protocol.Compare.newBuilder()
                .setKey(key("txn.compare.key", compare.keys().start()))
                .setRangeEnd(bytes(compare.keys().end()))
                .setResult(
                        switch (compare.relation()) {
                            case EQUAL -> io.ratiskv.protocol.Compare.Result.EQUAL;
                            case GREATER -> io.ratiskv.protocol.Compare.Result.GREATER;
                            case LESS -> io.ratiskv.protocol.Compare.Result.LESS;
                            case NOT_EQUAL -> io.ratiskv.protocol.Compare.Result.NOT_EQUAL;
                        })
                .setTarget(
                        switch (compare.target()) {
                            case VERSION -> io.ratiskv.protocol.Compare.Target.VERSION;
                            case CREATE_REVISION -> io.ratiskv.protocol.Compare.Target.CREATE;
                            case MOD_REVISION -> io.ratiskv.protocol.Compare.Target.MOD;
                            case VALUE -> io.ratiskv.protocol.Compare.Target.VALUE;
                            case LEASE -> io.ratiskv.protocol.Compare.Target.LEASE;
                        });
        return compare.target() == Compare.Target.VALUE
                ? message.setValue(bytes(compare.value())).build()
                : message.setNumber(compare.number()).build();
    }

    private static SortTarget target(Range.SortBy by) {
        return switch (by) {
            case KEY -> SortTarget.KEY;
            case VERSION -> SortTarget.VERSION;
            case CREATE_REVISION -> SortTarget.CREATE;
            case MOD_REVISION -> SortTarget.MOD;
            case VALUE -> SortTarget.VALUE;
        };
    }

    private static io.ratiskv.protocol.KeyRange keyRange(KeyRange range) {
        return io.ratiskv.protocol.KeyRange.newBuilder()
                .setKey(bytes(range.start()))
                .setRangeEnd(bytes(range.end()))
                .build();
    }

    static ByteString key(String field, Bytes key) {
        if (key.isEmpty()) {
            throw new InvalidArgumentException(field, "a key has at least one byte");
        }
        return bytes(key);
    }

    private static ByteString bytes(Bytes bytes) {
        return ByteString.copyFrom(bytes.asBuffer());
    }
}
