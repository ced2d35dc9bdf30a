package io.ratiskv.client.fake;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.ByteString;
import io.ratiskv.protocol.CommitRequest;
import io.ratiskv.protocol.CommitResponse;
import io.ratiskv.protocol.CompactResponse;
import io.ratiskv.protocol.Compare;
import io.ratiskv.protocol.DeleteRangeRequest;
import io.ratiskv.protocol.DeleteRangeResponse;
import io.ratiskv.protocol.Error;
import io.ratiskv.protocol.ErrorCode;
import io.ratiskv.protocol.Event;
import io.ratiskv.protocol.KeyRange;
import io.ratiskv.protocol.KeyValue;
import io.ratiskv.protocol.Operation;
import io.ratiskv.protocol.OperationResult;
import io.ratiskv.protocol.PutRequest;
import io.ratiskv.protocol.PutResponse;
import io.ratiskv.protocol.RangeRequest;
import io.ratiskv.protocol.RangeResponse;
import io.ratiskv.protocol.Request;
import io.ratiskv.protocol.Response;
import io.ratiskv.protocol.TxnRequest;
import io.ratiskv.protocol.TxnResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;

/** The state that fake members share: every revision in full, for it never grows large. */
public final class FakeStore {
    private static final ByteString TO_THE_LAST = ByteString.copyFrom(new byte[] {0});

    private final TreeMap<Long, NavigableMap<ByteString, KeyValue>> revisions = new TreeMap<>();
    private final FakeSessions sessions = new FakeSessions();
    private final FakeLeases leases = new FakeLeases();
    private long revision = 1;
    private long compacted;
    private int applied;

    /** A decision against a request. */
    private static final class Rejected extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final transient Error error;

        Rejected(Error.Builder error) {
            super(error.getMessage());
            this.error = error.build();
        }
    }

    public FakeStore() {
        revisions.put(revision, new TreeMap<>(ByteString.unsignedLexicographicalComparator()));
    }

    /** How many writes have had their effect. */
    public synchronized int applied() {
        return applied;
    }

    public synchronized FakeSessions sessions() {
        return sessions;
    }

    public synchronized FakeLeases leases() {
        return leases;
    }

    public synchronized long revision() {
        return revision;
    }

    public synchronized long compacted() {
        return compacted;
    }

    /** The range at a revision, compacted or not. */
    synchronized List<KeyValue> entries(ByteString start, ByteString end, long at) {
        return List.copyOf(within(at(at), start, end).values());
    }

    /** What the revision did to the range, in the order of keys. */
    synchronized List<Event> events(ByteString start, ByteString end, long at) {
        NavigableMap<ByteString, KeyValue> before = within(at(at - 1), start, end);
        NavigableMap<ByteString, KeyValue> after = within(at(at), start, end);
        List<Event> events = new ArrayList<>();
        NavigableSet<ByteString> keys = new TreeSet<>(ByteString.unsignedLexicographicalComparator());
        keys.addAll(before.keySet());
        keys.addAll(after.keySet());
        for (ByteString key : keys) {
            KeyValue was = before.get(key);
            KeyValue is = after.get(key);
            if (!Objects.equals(was, is)) {
                Event.Builder event = Event.newBuilder();
                if (is == null) {
                    event.setType(Event.Type.DELETE)
                            .setKv(KeyValue.newBuilder().setKey(key).setModRevision(at));
                } else {
                    event.setKv(is);
                }
                events.add(was == null ? event.build() : event.setPrevKv(was).build());
            }
        }
        return events;
    }

    /** Answers the request as a leader would. */
    public synchronized Response serve(Request request) {
        try {
            // Whoever watches.
            notifyAll();
            if (request.hasWriteId()) {
                return sessions.once(request.getWriteId(), () -> caught(request));
            }
            return caught(request);
        } catch (FakeSessions.Refused e) {
            return Response.newBuilder().setError(e.error()).build();
        }
    }

    private Response caught(Request request) {
        NavigableMap<ByteString, KeyValue> before = state();
        long beforeRevision = revision;
        try {
            return apply(request);
        } catch (FakeLeases.Refused e) {
            return Response.newBuilder().setError(e.error()).build();
        } catch (Rejected e) {
            revisions.tailMap(beforeRevision, false).clear();
            revisions.put(beforeRevision, before);
            revision = beforeRevision;
            return Response.newBuilder().setError(e.error).build();
        }
    }

    private Response apply(Request request) {
        Response.Builder response = Response.newBuilder();
        long next = revision + 1;
        switch (request.getBodyCase()) {
            case PUT -> response.setPut(put(request.getPut(), next));
            case DELETE_RANGE -> response.setDeleteRange(delete(request.getDeleteRange(), next));
            case TXN -> response.setTxn(txn(request.getTxn(), next));
            case COMMIT -> response.setCommit(commit(request.getCommit(), next));
            case RANGE -> response.setRange(range(request.getRange()));
            case COMPACT -> {
                compacted = request.getCompact().getRevision();
                response.setCompact(
                        CompactResponse.newBuilder().setRevision(revision).setCompactRevision(compacted));
            }
            case OPEN_SESSION -> response.setOpenSession(sessions.open(request.getOpenSession()));
            case CLOSE_SESSION -> response.setCloseSession(sessions.close(request.getCloseSession()));
            case RESOLVE -> response.setResolve(sessions.resolve(request.getResolve()));
            case LEASE_GRANT,
                    LEASE_KEEP_ALIVE,
                    LEASE_REVOKE,
                    LEASE_TIME_TO_LIVE,
                    LEASE_LIST,
                    PROTECT,
                    PROTECTED_RANGES -> leases.serve(request, response);
            default ->
                throw new Rejected(Error.newBuilder()
                        .setCode(ErrorCode.INVALID_ARGUMENT)
                        .setField("body")
                        .setMessage(request.getBodyCase().name()));
        }
        if (request.hasWriteId()) {
            applied++;
        }
        return response.build();
    }

    private NavigableMap<ByteString, KeyValue> state() {
        return at(revision);
    }

    private NavigableMap<ByteString, KeyValue> at(long then) {
        return requireNonNull(revisions.get(then));
    }

    private NavigableMap<ByteString, KeyValue> writable(long at) {
        if (revision != at) {
            revisions.put(at, new TreeMap<>(state()));
            revision = at;
        }
        return state();
    }

    private PutResponse put(PutRequest put, long at) {
        KeyValue previous = state().get(put.getKey());
        if (put.getLease() != 0) {
            throw new Rejected(Error.newBuilder().setCode(ErrorCode.LEASE_NOT_FOUND));
        }
        if (put.getIgnoreValue() && previous == null) {
            throw new Rejected(
                    Error.newBuilder().setCode(ErrorCode.KEY_NOT_FOUND).setKey(put.getKey()));
        }
        KeyValue.Builder entry = previous == null
                ? KeyValue.newBuilder().setKey(put.getKey()).setCreateRevision(at)
                : previous.toBuilder();
        entry.setModRevision(at).setVersion(entry.getVersion() + 1);
        if (!put.getIgnoreValue()) {
            entry.setValue(put.getValue());
        }
        writable(at).put(put.getKey(), entry.build());
        PutResponse.Builder response = PutResponse.newBuilder().setRevision(at);
        return put.getPrevKv() && previous != null
                ? response.setPrevKv(previous).build()
                : response.build();
    }

    private DeleteRangeResponse delete(DeleteRangeRequest delete, long at) {
        List<KeyValue> gone = List.copyOf(
                within(state(), delete.getKey(), delete.getRangeEnd()).values());
        if (!gone.isEmpty()) {
            NavigableMap<ByteString, KeyValue> to = writable(at);
            gone.forEach(entry -> to.remove(entry.getKey()));
        }
        DeleteRangeResponse.Builder response =
                DeleteRangeResponse.newBuilder().setRevision(revision).setDeleted(gone.size());
        return delete.getPrevKv() ? response.addAllPrevKvs(gone).build() : response.build();
    }

    private static NavigableMap<ByteString, KeyValue> within(
            NavigableMap<ByteString, KeyValue> state, ByteString start, ByteString end) {
        if (end.isEmpty()) {
            return state.subMap(start, true, start, true);
        }
        return end.equals(TO_THE_LAST) ? state.tailMap(start, true) : state.subMap(start, true, end, false);
    }

    private RangeResponse range(RangeRequest range) {
        long at = range.getRevision() == 0 ? revision : range.getRevision();
        if (at > revision) {
            throw new Rejected(
                    Error.newBuilder().setCode(ErrorCode.FUTURE_REVISION).setRevision(revision));
        }
        if (at < compacted) {
            throw new Rejected(Error.newBuilder().setCode(ErrorCode.COMPACTED).setRevision(compacted));
        }
        List<KeyValue> found = new ArrayList<>(
                within(at(at), range.getKey(), range.getRangeEnd()).values());
        RangeResponse.Builder response = RangeResponse.newBuilder().setRevision(at);
        if (range.getWantCount() || range.getCountOnly()) {
            response.setCount(found.size());
        }
        if (range.getCountOnly()) {
            return response.build();
        }
        if (range.getLimit() > 0 && found.size() > range.getLimit()) {
            response.setMore(true).setNextKey(found.get((int) range.getLimit()).getKey());
            found = found.subList(0, (int) range.getLimit());
        }
        return response.addAllKvs(found).build();
    }

    private TxnResponse txn(TxnRequest txn, long at) {
        boolean holds = txn.getCompareList().stream().allMatch(this::holds);
        TxnResponse.Builder response = TxnResponse.newBuilder().setSucceeded(holds);
        for (Operation operation : holds ? txn.getSuccessList() : txn.getFailureList()) {
            OperationResult.Builder result = OperationResult.newBuilder();
            switch (operation.getOperationCase()) {
                case PUT -> result.setPut(put(operation.getPut(), at));
                case DELETE_RANGE -> result.setDeleteRange(delete(operation.getDeleteRange(), at));
                case RANGE -> result.setRange(range(operation.getRange()));
                case TXN -> result.setTxn(txn(operation.getTxn(), at));
                case OPERATION_NOT_SET -> throw new Rejected(Error.newBuilder().setCode(ErrorCode.INVALID_ARGUMENT));
            }
            response.addResults(result);
        }
        return response.setRevision(revision).build();
    }

    private boolean holds(Compare compare) {
        KeyValue entry = state().get(compare.getKey());
        KeyValue found = entry == null ? KeyValue.getDefaultInstance() : entry;
        int order = switch (compare.getTarget()) {
            case VERSION -> Long.compare(found.getVersion(), compare.getNumber());
            case CREATE -> Long.compare(found.getCreateRevision(), compare.getNumber());
            case MOD -> Long.compare(found.getModRevision(), compare.getNumber());
            case LEASE, UNRECOGNIZED -> 0;
            case VALUE -> ByteString.unsignedLexicographicalComparator().compare(found.getValue(), compare.getValue());
        };
        if (compare.getTarget() == Compare.Target.VALUE && entry == null) {
            return false;
        }
        return switch (compare.getResult()) {
            case EQUAL -> order == 0;
            case GREATER -> order > 0;
            case LESS -> order < 0;
            case NOT_EQUAL, UNRECOGNIZED -> order != 0;
        };
    }

    private CommitResponse commit(CommitRequest commit, long at) {
        NavigableMap<ByteString, KeyValue> then = commit.getReadsCount() == 0 ? state() : at(commit.getReadRevision());
        for (KeyRange read : commit.getReadsList()) {
            var now = within(state(), read.getKey(), read.getRangeEnd());
            if (!now.equals(within(then, read.getKey(), read.getRangeEnd()))) {
                throw new Rejected(Error.newBuilder()
                        .setCode(ErrorCode.CONFLICT)
                        .setKey(read.getKey())
                        .setRevision(revision));
            }
        }
        for (Operation write : commit.getWritesList()) {
            if (write.hasPut()) {
                put(write.getPut(), at);
            } else {
                delete(write.getDeleteRange(), at);
            }
        }
        return CommitResponse.newBuilder().setRevision(revision).build();
    }
}
