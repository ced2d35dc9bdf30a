package io.ratiskv.client;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One attempt: what was read, at which revision, and what shall be written, by key. */
final class BufferedTransaction implements Transaction {
    private final Function<Range, RangeResult> reader;
    private final Set<KeyRange> reads = new LinkedHashSet<>();
    // Empty value: the key shall be deleted. The last write of a key is the one that counts.
    private final NavigableMap<Bytes, Optional<Bytes>> writes = new TreeMap<>();
    private long snapshot;
    private boolean closed;
    private @Nullable KvException failure;

    BufferedTransaction(Function<Range, RangeResult> reader) {
        this.reader = reader;
    }

    @Override
    public Optional<KeyValue> get(Bytes key) {
        Optional<Bytes> own = writes.get(key);
        if (own != null) {
            return own.map(value -> ownEntry(key, value));
        }
        RangeResult found = read(Range.key(key));
        reads.add(KeyRange.key(key));
        return found.entries().stream().findFirst();
    }

    @Override
    public RangeResult range(Range range) {
        Range plain = Range.of(range.keys()).limit(range.limit());
        if (!(range.keysOnly() ? plain.withKeysOnly() : plain).equals(range)) {
            throw new InvalidArgumentException(
                    "range", "in a transaction only keys, limit and keysOnly may be set, got " + range);
        }
        NavigableMap<Bytes, Optional<Bytes>> own = writesIn(range.keys());
        // Own deletes may take away as many of the entries found; ask for so many more.
        long limit = range.limit() == 0 ? 0 : range.limit() + own.size();
        RangeResult found = read(range.limit(limit));
        KeyRange covered = found.nextKey()
                .map(next -> new KeyRange(range.keys().start(), next))
                .orElse(range.keys());
        reads.add(covered);
        return merged(range, found, covered, own);
    }

    private RangeResult merged(
            Range range, RangeResult found, KeyRange covered, NavigableMap<Bytes, Optional<Bytes>> own) {
        TreeMap<Bytes, KeyValue> entries = new TreeMap<>();
        found.entries().forEach(entry -> entries.put(entry.key(), entry));
        own.forEach((key, value) -> {
            entries.remove(key);
            if (covered.contains(key)) {
                value.ifPresent(written -> entries.put(key, ownEntry(key, range.keysOnly() ? Bytes.EMPTY : written)));
            }
        });
        List<KeyValue> all = new ArrayList<>(entries.values());
        if (range.limit() > 0 && all.size() > range.limit()) {
            int limit = (int) range.limit();
            Optional<Bytes> next = Optional.of(all.get(limit).key());
            return new RangeResult(
                    snapshot, List.copyOf(all.subList(0, limit)), true, next, OptionalLong.empty(), found.age());
        }
        return new RangeResult(
                snapshot, List.copyOf(all), found.more(), found.nextKey(), OptionalLong.empty(), found.age());
    }

    @Override
    public void put(Bytes key, Bytes value) {
        write(key, Optional.of(value));
    }

    @Override
    public void delete(Bytes key) {
        write(key, Optional.empty());
    }

    @Override
    public OptionalLong snapshotRevision() {
        return snapshot == 0 ? OptionalLong.empty() : OptionalLong.of(snapshot);
    }

    /** What must not have changed. */
    List<KeyRange> reads() {
        return List.copyOf(reads);
    }

    /** What shall happen, ascending by key. */
    List<Op> writes() {
        List<Op> operations = new ArrayList<>();
        for (Map.Entry<Bytes, Optional<Bytes>> write : writes.entrySet()) {
            Bytes key = write.getKey();
            operations.add(write.getValue().<Op>map(value -> Put.of(key, value)).orElseGet(() -> Delete.key(key)));
        }
        return operations;
    }

    /** The body is done; a read that failed fails the transaction, even if the body looked away. */
    void close() {
        closed = true;
        if (failure != null) {
            throw failure;
        }
    }

    /** The failure is the transaction's own, not one of other calls that the body has made. */
    boolean isOver(KvException reason) {
        return closed || failure == reason;
    }

    boolean lostItsSnapshot(CompactedException compacted) {
        return failure == compacted && snapshot > 0;
    }

    private RangeResult read(Range range) {
        checkOpen();
        try {
            // Later reads are fixed by the snapshot's revision; the first one, at revision 0, is the newest there is.
            RangeResult found = reader.apply(range.atRevision(snapshot));
            snapshot = found.revision();
            return found;
        } catch (KvException e) {
            failure = e;
            throw e;
        }
    }

    private void write(Bytes key, Optional<Bytes> value) {
        checkOpen();
        writes.put(key, value);
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("the transaction is over");
        }
    }

    private NavigableMap<Bytes, Optional<Bytes>> writesIn(KeyRange keys) {
        if (keys.isSingleKey()) {
            return writes.subMap(keys.start(), true, keys.start(), true);
        }
        return keys.isOpenEnded()
                ? writes.tailMap(keys.start(), true)
                : writes.subMap(keys.start(), true, keys.end(), false);
    }

    private static KeyValue ownEntry(Bytes key, Bytes value) {
        return new KeyValue(key, value, 0, 0, 0, 0);
    }
}
