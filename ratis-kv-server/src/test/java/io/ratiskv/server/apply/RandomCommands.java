package io.ratiskv.server.apply;

import static io.ratiskv.server.apply.Requests.bytes;

import com.google.protobuf.ByteString;
import io.ratiskv.protocol.CloseSessionRequest;
import io.ratiskv.protocol.CommitRequest;
import io.ratiskv.protocol.CompactRequest;
import io.ratiskv.protocol.Compare;
import io.ratiskv.protocol.DeleteRangeRequest;
import io.ratiskv.protocol.Fence;
import io.ratiskv.protocol.KeyRange;
import io.ratiskv.protocol.LeaseGrantRequest;
import io.ratiskv.protocol.LeaseKeepAliveRequest;
import io.ratiskv.protocol.LeaseRevokeRequest;
import io.ratiskv.protocol.OpenSessionRequest;
import io.ratiskv.protocol.Operation;
import io.ratiskv.protocol.ProtectRequest;
import io.ratiskv.protocol.PutRequest;
import io.ratiskv.protocol.RangeRequest;
import io.ratiskv.protocol.SortOrder;
import io.ratiskv.protocol.SortTarget;
import io.ratiskv.protocol.TxnRequest;
import io.ratiskv.protocol.WriteId;
import io.ratiskv.server.command.Command;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Commands over few keys, few revisions and few sessions, so that they meet each other often. */
final class RandomCommands {
    private static final ByteString END = ByteString.copyFrom(new byte[1]);

    private RandomCommands() {}

    /** Several commands that go into one Raft entry. */
    static Arbitrary<List<Command>> entry() {
        return command().list().ofMinSize(0).ofMaxSize(6);
    }

    static Arbitrary<Command> command() {
        return Arbitraries.frequencyOf(
                Tuple.of(8, named(fenced(onKeys()))),
                Tuple.of(8, fenced(onKeys())),
                Tuple.of(2, named(onLeases())),
                Tuple.of(4, onLeases()),
                Tuple.of(1, protect()),
                Tuple.of(2, open()),
                Tuple.of(1, close()));
    }

    static Arbitrary<Command> onKeys() {
        return Arbitraries.frequencyOf(
                Tuple.of(6, put().map(put -> Command.newBuilder().setPut(put).build())),
                Tuple.of(
                        2,
                        delete().map(d -> Command.newBuilder().setDeleteRange(d).build())),
                Tuple.of(4, txn(2).map(txn -> Command.newBuilder().setTxn(txn).build())),
                Tuple.of(4, commit().map(c -> Command.newBuilder().setCommit(c).build())),
                Tuple.of(1, compact()));
    }

    /** Few ids, so that leases are granted twice, kept alive in vain, and lost while keys are put. */
    private static Arbitrary<Command> onLeases() {
        Arbitrary<Long> id = Arbitraries.longs().between(1, 3);
        return Arbitraries.frequencyOf(
                Tuple.of(
                        4,
                        Combinators.combine(
                                        Arbitraries.longs().between(0, 3),
                                        Arbitraries.longs().between(100, 8_000))
                                .as((chosen, ttl) -> Command.newBuilder()
                                        .setLeaseGrant(LeaseGrantRequest.newBuilder()
                                                .setId(chosen)
                                                .setTtlMs(ttl))
                                        .build())),
                Tuple.of(
                        2,
                        id.list()
                                .ofMinSize(1)
                                .ofMaxSize(3)
                                .map(ids -> Command.newBuilder()
                                        .setLeaseKeepAlive(LeaseKeepAliveRequest.newBuilder()
                                                .addAllIds(ids))
                                        .build())),
                Tuple.of(
                        1,
                        id.map(one -> Command.newBuilder()
                                .setLeaseRevoke(LeaseRevokeRequest.newBuilder().setId(one))
                                .build())));
    }

    private static Arbitrary<Command> protect() {
        return Combinators.combine(key(), end(), Arbitraries.of(false, true, true))
                .as((key, end, remove) -> Command.newBuilder()
                        .setProtect(ProtectRequest.newBuilder()
                                .setKey(key)
                                .setRangeEnd(end)
                                .setRemove(remove))
                        .build());
    }

    private static Arbitrary<Command> fenced(Arbitrary<Command> command) {
        Arbitrary<Fence> fence = Combinators.combine(
                        Arbitraries.frequencyOf(Tuple.of(3, Arbitraries.just(ByteString.EMPTY)), Tuple.of(1, key())),
                        Arbitraries.longs().between(1, 4))
                .as((key, token) ->
                        Fence.newBuilder().setKey(key).setToken(token).build());
        return Combinators.combine(command, fence.list().ofMaxSize(2))
                .as((body, fences) -> body.toBuilder().addAllFences(fences).build());
    }

    static Arbitrary<RangeRequest> range() {
        Arbitrary<RangeRequest.Builder> what = Combinators.combine(
                        key(),
                        end(),
                        rarely(revision()),
                        rarely(Arbitraries.longs().between(1, 4)))
                .as((key, end, revision, limit) -> RangeRequest.newBuilder()
                        .setKey(key)
                        .setRangeEnd(end)
                        .setRevision(revision)
                        .setLimit(limit));
        Arbitrary<List<Long>> filters = rarely(revision()).list().ofSize(4);
        Arbitrary<SortOrder> order = Arbitraries.of(SortOrder.NONE, SortOrder.ASCEND, SortOrder.DESCEND);
        Arbitrary<SortTarget> target = Arbitraries.of(
                SortTarget.KEY,
                SortTarget.KEY,
                SortTarget.VERSION,
                SortTarget.CREATE,
                SortTarget.MOD,
                SortTarget.VALUE);
        return Combinators.combine(
                        what, filters, order, target, Arbitraries.integers().between(0, 7))
                .as((range, filter, by, field, flags) -> range.setMinModRevision(filter.get(0))
                        .setMaxModRevision(filter.get(1))
                        .setMinCreateRevision(filter.get(2))
                        .setMaxCreateRevision(filter.get(3))
                        .setSortOrder(by)
                        .setSortTarget(field)
                        .setKeysOnly((flags & 1) != 0)
                        .setWantCount((flags & 2) != 0)
                        .setCountOnly(flags == 7)
                        .build());
    }

    private static Arbitrary<ByteString> key() {
        return Arbitraries.of("a", "aa", "a\0", "a\0\u0001", "b", "c", "d").map(Requests::bytes);
    }

    private static Arbitrary<ByteString> end() {
        return Arbitraries.of(
                ByteString.EMPTY, ByteString.EMPTY, ByteString.EMPTY, bytes("aa"), bytes("c"), bytes("z"), END);
    }

    /** Mostly low: a transaction that asks for the future does nothing else. */
    private static Arbitrary<Long> revision() {
        return Arbitraries.frequencyOf(
                Tuple.of(3, Arbitraries.longs().between(1, 6)),
                Tuple.of(1, Arbitraries.longs().between(1, 25)));
    }

    private static Arbitrary<Long> rarely(Arbitrary<Long> number) {
        return Arbitraries.frequencyOf(Tuple.of(3, Arbitraries.just(0L)), Tuple.of(1, number));
    }

    private static Arbitrary<PutRequest> put() {
        return Combinators.combine(
                        key(),
                        Arbitraries.of("", "1", "2", "long".repeat(200)),
                        Arbitraries.of(0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 5, 6))
                .as((key, value, option) -> PutRequest.newBuilder()
                        .setKey(key)
                        .setValue(bytes(option == 2 ? "" : value))
                        .setPrevKv(option == 1)
                        .setIgnoreValue(option == 2)
                        .setIgnoreLease(option == 3)
                        .setLease(option == 4 ? 9 : option > 4 ? option - 4 : 0)
                        .build());
    }

    private static Arbitrary<DeleteRangeRequest> delete() {
        return Combinators.combine(key(), end(), Arbitraries.of(false, true))
                .as((key, end, prev) -> DeleteRangeRequest.newBuilder()
                        .setKey(key)
                        .setRangeEnd(end)
                        .setPrevKv(prev)
                        .build());
    }

    private static Arbitrary<TxnRequest> txn(int depth) {
        return Combinators.combine(
                        compare().list().ofMaxSize(2),
                        operation(depth).list().ofMaxSize(4),
                        operation(depth).list().ofMaxSize(3))
                .as((compares, success, failure) -> TxnRequest.newBuilder()
                        .addAllCompare(compares)
                        .addAllSuccess(success)
                        .addAllFailure(failure)
                        .build());
    }

    private static Arbitrary<Operation> operation(int depth) {
        Arbitrary<Operation> flat = Arbitraries.frequencyOf(
                Tuple.of(4, put().map(put -> Operation.newBuilder().setPut(put).build())),
                Tuple.of(
                        2,
                        delete().map(d ->
                                Operation.newBuilder().setDeleteRange(d).build())),
                Tuple.of(3, range().map(r -> Operation.newBuilder().setRange(r).build())));
        return depth == 0
                ? flat
                : Arbitraries.frequencyOf(
                        Tuple.of(4, flat),
                        Tuple.of(
                                1,
                                Arbitraries.lazy(() -> txn(depth - 1))
                                        .map(t ->
                                                Operation.newBuilder().setTxn(t).build())));
    }

    private static Arbitrary<Compare> compare() {
        return Combinators.combine(
                        key(),
                        end(),
                        Arbitraries.integers().between(0, 4),
                        Arbitraries.integers().between(0, 3),
                        Arbitraries.longs().between(0, 12))
                .as((key, end, target, result, number) -> {
                    Compare.Builder compare = Compare.newBuilder()
                            .setKey(key)
                            .setRangeEnd(end)
                            .setTargetValue(target)
                            .setResultValue(result);
                    return compare.getTarget() == Compare.Target.VALUE
                            ? compare.setValue(bytes("" + number % 3)).build()
                            : compare.setNumber(number).build();
                });
    }

    private static Arbitrary<CommitRequest> commit() {
        Arbitrary<KeyRange> read = Combinators.combine(key(), end())
                .as((key, end) ->
                        KeyRange.newBuilder().setKey(key).setRangeEnd(end).build());
        Arbitrary<Operation> write = Arbitraries.oneOf(
                put().map(put -> Operation.newBuilder().setPut(put).build()),
                delete().map(d -> Operation.newBuilder().setDeleteRange(d).build()));
        return Combinators.combine(
                        revision(), read.list().ofMaxSize(3), write.list().ofMaxSize(4))
                .as((revision, reads, writes) -> CommitRequest.newBuilder()
                        .setReadRevision(revision)
                        .addAllReads(reads)
                        .addAllWrites(writes)
                        .build());
    }

    private static Arbitrary<Command> compact() {
        return Arbitraries.longs()
                .between(1, 25)
                .map(revision -> Command.newBuilder()
                        .setCompact(CompactRequest.newBuilder().setRevision(revision))
                        .build());
    }

    private static Arbitrary<Command> open() {
        return Combinators.combine(
                        Arbitraries.of("A", "B"),
                        Arbitraries.longs().between(1, 4),
                        Arbitraries.longs().between(1_000, 20_000))
                .as((identity, instance, retention) -> Command.newBuilder()
                        .setOpenSession(OpenSessionRequest.newBuilder()
                                .setIdentity(identity)
                                .setInstance(instance)
                                .setRetentionMs(retention))
                        .build());
    }

    private static Arbitrary<Command> close() {
        return Combinators.combine(
                        Arbitraries.longs().between(1, 3), Arbitraries.longs().between(1, 3))
                .as((session, incarnation) -> Command.newBuilder()
                        .setCloseSession(CloseSessionRequest.newBuilder()
                                .setSessionId(session)
                                .setIncarnation(incarnation))
                        .build());
    }

    private static Arbitrary<Command> named(Arbitrary<Command> command) {
        return Combinators.combine(
                        command,
                        Arbitraries.longs().between(1, 2),
                        Arbitraries.longs().between(1, 3),
                        Arbitraries.longs().between(1, 9),
                        Arbitraries.longs().between(0, 9))
                .as((body, session, incarnation, sequence, oldest) -> body.toBuilder()
                        .setWriteId(WriteId.newBuilder()
                                .setSessionId(session)
                                .setIncarnation(incarnation)
                                .setSequence(sequence)
                                .setOldestUnanswered(Math.min(oldest, sequence)))
                        .build());
    }
}
