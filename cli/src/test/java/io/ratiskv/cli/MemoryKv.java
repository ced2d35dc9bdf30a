package io.ratiskv.cli;

import io.ratiskv.client.Admin;
import io.ratiskv.client.AsyncKvClient;
import io.ratiskv.client.Bytes;
import io.ratiskv.client.Committed;
import io.ratiskv.client.Compare;
import io.ratiskv.client.Consistency;
import io.ratiskv.client.Delete;
import io.ratiskv.client.DeleteResult;
import io.ratiskv.client.Event;
import io.ratiskv.client.KeyValue;
import io.ratiskv.client.Kv;
import io.ratiskv.client.KvClient;
import io.ratiskv.client.Op;
import io.ratiskv.client.OpResult;
import io.ratiskv.client.Put;
import io.ratiskv.client.PutResult;
import io.ratiskv.client.Range;
import io.ratiskv.client.RangeResult;
import io.ratiskv.client.RequestId;
import io.ratiskv.client.Resolution;
import io.ratiskv.client.TransactionBody;
import io.ratiskv.client.Txn;
import io.ratiskv.client.TxnResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/** A store in memory: as much of the semantics as kvctl shows, without history. Thread-safe. */
public class MemoryKv implements KvClient {
    private final TreeMap<Bytes, KeyValue> entries = new TreeMap<>();
    private final MemoryWatches watches = new MemoryWatches(this);
    private final MemoryLeases leases = new MemoryLeases(this);
    private final MemoryAdmin admin = new MemoryAdmin();
    // Of the run that is under way: until it closes its client.
    private List<io.ratiskv.client.Fence> shown = List.of();
    private long revision = 1;

    /** Keys of one page, so that tests see answers of several. */
    private static final int PAGE = 3;

    @Override
    public io.ratiskv.client.Leases leases() {
        return leases;
    }

    @Override
    public io.ratiskv.client.WatchStream watch(io.ratiskv.client.Watch watch) {
        return watches.open(watch);
    }

    @Override
    public io.ratiskv.client.WatchHandle watch(
            io.ratiskv.client.Watch watch, io.ratiskv.client.WatchListener listener) {
        throw new UnsupportedOperationException();
    }

    @Override
    public java.util.concurrent.Flow.Publisher<io.ratiskv.client.WatchItem> publish(io.ratiskv.client.Watch watch) {
        throw new UnsupportedOperationException();
    }

    @Override
    public io.ratiskv.client.Kv withFences(io.ratiskv.client.Fence... fences) {
        shown = List.of(fences);
        return this;
    }

    /** Everything there is. */
    synchronized List<KeyValue> all() {
        return List.copyOf(entries.values());
    }

    /** Its lease has ended. */
    synchronized void drop(Bytes key) {
        entries.remove(key);
        revision++;
    }

    @Override
    public synchronized PutResult put(Put put) {
        revision++;
        return put(put, revision);
    }

    @Override
    public synchronized RangeResult range(Range range) {
        List<KeyValue> found = new ArrayList<>();
        long count = 0;
        for (KeyValue entry : entries.values()) {
            if (range.keys().contains(entry.key())) {
                count++;
                if (passes(range, entry)) {
                    found.add(range.keysOnly() ? withoutValue(entry) : entry);
                }
            }
        }
        found.sort(order(range.order()));
        boolean more = range.limit() > 0 && found.size() > range.limit();
        Optional<Bytes> next = more ? Optional.of(found.get((int) range.limit()).key()) : Optional.empty();
        List<KeyValue> shown = range.countOnly() ? List.of() : more ? found.subList(0, (int) range.limit()) : found;
        OptionalLong counted = range.countOnly() || range.wantsCount() ? OptionalLong.of(count) : OptionalLong.empty();
        return new RangeResult(revision, List.copyOf(shown), more, next, counted, Duration.ZERO);
    }

    synchronized long revision() {
        return revision;
    }

    /** Forgets what was changed up to here. */
    void compact(long at) {
        watches.compact(at);
    }

    @Override
    public Iterator<RangeResult> pages(Range range) {
        RangeResult all = range(range);
        List<RangeResult> pages = new ArrayList<>();
        int size = all.entries().size();
        for (int from = 0; from == 0 || from < size; from += PAGE) {
            int to = Math.min(size, from + PAGE);
            boolean last = to == size;
            pages.add(new RangeResult(
                    all.revision(),
                    all.entries().subList(from, to),
                    last ? all.more() : true,
                    last ? all.nextKey() : Optional.of(all.entries().get(to).key()),
                    OptionalLong.empty(),
                    Duration.ZERO));
        }
        return pages.iterator();
    }

    @Override
    public synchronized DeleteResult delete(Delete delete) {
        revision++;
        DeleteResult result = remove(delete);
        if (result.deleted() == 0) {
            revision--;
        }
        return new DeleteResult(revision, result.deleted(), result.previous());
    }

    @Override
    public synchronized TxnResult txn(Txn txn) {
        revision++;
        long before = entries.hashCode();
        TxnResult result = run(txn);
        boolean writes = writes(result.succeeded() ? txn.success() : txn.failure());
        if (!writes && before == entries.hashCode()) {
            revision--;
        }
        return new TxnResult(revision, result.succeeded(), result.results());
    }

    private static boolean writes(List<Op> steps) {
        return steps.stream().anyMatch(step -> !(step instanceof Range));
    }

    private TxnResult run(Txn txn) {
        boolean holds = txn.compares().stream().allMatch(this::holds);
        List<OpResult> results = new ArrayList<>();
        for (Op step : holds ? txn.success() : txn.failure()) {
            if (step instanceof Put put) {
                results.add(put(put, revision));
            } else if (step instanceof Delete delete) {
                results.add(remove(delete));
            } else if (step instanceof Range range) {
                results.add(range(range));
            } else if (step instanceof Txn nested) {
                results.add(run(nested));
            }
        }
        return new TxnResult(revision, holds, results);
    }

    private PutResult put(Put put, long at) {
        leases.check(put.lease());
        admin.check(put.key(), shown);
        KeyValue old = entries.get(put.key());
        long lease = put.keepsLease() && old != null ? old.lease() : put.lease();
        Bytes value = put.keepsValue() && old != null ? old.value() : put.value();
        long created = old == null ? at : old.createRevision();
        long version = old == null ? 1 : old.version() + 1;
        KeyValue entry = new KeyValue(put.key(), value, created, at, version, lease);
        entries.put(put.key(), entry);
        watches.changed(at, new Event(Event.Type.PUT, entry, Optional.ofNullable(old)));
        return new PutResult(at, put.wantsPrevious() ? Optional.ofNullable(old) : Optional.empty());
    }

    private DeleteResult remove(Delete delete) {
        List<KeyValue> gone = entries.values().stream()
                .filter(entry -> delete.range().contains(entry.key()))
                .toList();
        gone.forEach(entry -> admin.check(entry.key(), shown));
        for (KeyValue entry : gone) {
            entries.remove(entry.key());
            KeyValue deletion = new KeyValue(entry.key(), Bytes.EMPTY, 0, revision, 0, 0);
            watches.changed(revision, new Event(Event.Type.DELETE, deletion, Optional.of(entry)));
        }
        return new DeleteResult(revision, gone.size(), delete.wantsPrevious() ? gone : List.of());
    }

    private boolean holds(Compare compare) {
        List<KeyValue> found = entries.values().stream()
                .filter(entry -> compare.keys().contains(entry.key()))
                .toList();
        if (found.isEmpty() && compare.keys().isSingleKey()) {
            return compare.target() != Compare.Target.VALUE
                    && compares(compare.relation(), Long.compare(0, compare.number()));
        }
        return found.stream().allMatch(entry -> holds(compare, entry));
    }

    private static boolean holds(Compare compare, KeyValue entry) {
        int sign = switch (compare.target()) {
            case VERSION -> Long.compare(entry.version(), compare.number());
            case CREATE_REVISION -> Long.compare(entry.createRevision(), compare.number());
            case MOD_REVISION -> Long.compare(entry.modRevision(), compare.number());
            case LEASE -> Long.compare(entry.lease(), compare.number());
            case VALUE -> entry.value().compareTo(compare.value());
        };
        return compares(compare.relation(), sign);
    }

    private static boolean compares(Compare.Relation relation, int sign) {
        return switch (relation) {
            case EQUAL -> sign == 0;
            case NOT_EQUAL -> sign != 0;
            case LESS -> sign < 0;
            case GREATER -> sign > 0;
        };
    }

    private static boolean passes(Range range, KeyValue entry) {
        return within(entry.modRevision(), range.minModRevision(), range.maxModRevision())
                && within(entry.createRevision(), range.minCreateRevision(), range.maxCreateRevision());
    }

    private static boolean within(long value, long min, long max) {
        return value >= min && (max == 0 || value <= max);
    }

    private static Comparator<KeyValue> order(Range.Order order) {
        Comparator<KeyValue> by = switch (order.by()) {
            case KEY -> Comparator.comparing(KeyValue::key);
            case VERSION -> Comparator.comparingLong(KeyValue::version);
            case CREATE_REVISION -> Comparator.comparingLong(KeyValue::createRevision);
            case MOD_REVISION -> Comparator.comparingLong(KeyValue::modRevision);
            case VALUE -> Comparator.comparing(KeyValue::value);
        };
        return order.descending() ? by.reversed() : by;
    }

    private static KeyValue withoutValue(KeyValue entry) {
        return new KeyValue(
                entry.key(), Bytes.EMPTY, entry.createRevision(), entry.modRevision(), entry.version(), entry.lease());
    }

    @Override
    public Kv withDeadline(Duration deadline) {
        return this;
    }

    @Override
    public Kv withConsistency(Consistency consistency) {
        return this;
    }

    @Override
    public Kv withMinRevision(long minRevision) {
        return this;
    }

    @Override
    public <T> Committed<T> transactReporting(TransactionBody<T> body) {
        throw new UnsupportedOperationException();
    }

    @Override
    public AsyncKvClient async() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Admin admin() {
        return admin;
    }

    @Override
    public Resolution resolve(RequestId requestId) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<RequestId> unresolved() {
        return List.of();
    }

    @Override
    public void abandon(RequestId requestId) {}

    @Override
    public String identity() {
        return "memory";
    }

    @Override
    public void close() {
        watches.closeAll();
        shown = List.of();
    }

    @Override
    public void close(Duration drain) {
        close();
    }
}
