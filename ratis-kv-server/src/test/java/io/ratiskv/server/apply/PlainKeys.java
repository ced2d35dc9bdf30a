package io.ratiskv.server.apply;

import com.google.protobuf.ByteString;
import io.ratiskv.protocol.KeyValue;
import io.ratiskv.protocol.RangeRequest;
import io.ratiskv.protocol.RangeResponse;
import io.ratiskv.protocol.SortOrder;
import io.ratiskv.protocol.SortTarget;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Keys through time as plainly as can be: a whole copy of everything for every revision. */
final class PlainKeys {
    private static final Comparator<ByteString> ORDER = ByteString.unsignedLexicographicalComparator();

    private final NavigableMap<Long, NavigableMap<ByteString, KeyValue>> states = new TreeMap<>();
    private final NavigableMap<Long, Set<ByteString>> changes = new TreeMap<>();
    private NavigableMap<ByteString, KeyValue> running = new TreeMap<>(ORDER);
    long compactRevision;

    PlainKeys() {
        states.put(1L, new TreeMap<>(ORDER));
    }

    long revision() {
        return states.lastKey();
    }

    void begin() {
        running = new TreeMap<>(states.lastEntry().getValue());
    }

    /** Whether the running command has changed anything up to now, net. */
    boolean changed() {
        return !changedKeys().isEmpty();
    }

    void commit() {
        Set<ByteString> changed = changedKeys();
        if (!changed.isEmpty()) {
            changes.put(revision() + 1, changed);
            states.put(revision() + 1, running);
        }
    }

    NavigableMap<ByteString, KeyValue> running() {
        return running;
    }

    NavigableMap<ByteString, KeyValue> at(long revision) {
        return Objects.requireNonNull(states.get(revision));
    }

    /** The part of {@code keys} in [key, end). */
    static NavigableMap<ByteString, KeyValue> in(
            NavigableMap<ByteString, KeyValue> keys, ByteString key, ByteString end) {
        if (end.isEmpty()) {
            return keys.subMap(key, true, key, true);
        }
        return isOpen(end) ? keys.tailMap(key, true) : keys.subMap(key, true, end, false);
    }

    /** Newest revision, after the given one, that changed a key of [key, end), by key. */
    NavigableMap<ByteString, Long> changedSince(long revision, ByteString key, ByteString end) {
        NavigableMap<ByteString, Long> found = new TreeMap<>(ORDER);
        for (Map.Entry<Long, Set<ByteString>> change :
                changes.tailMap(revision, false).entrySet()) {
            for (ByteString changed : change.getValue()) {
                boolean inside = end.isEmpty()
                        ? changed.equals(key)
                        : ORDER.compare(key, changed) <= 0 && (isOpen(end) || ORDER.compare(changed, end) < 0);
                if (inside) {
                    found.put(changed, change.getKey());
                }
            }
        }
        return found;
    }

    /** The whole answer to a range. */
    static RangeResponse range(NavigableMap<ByteString, KeyValue> keys, RangeRequest request, long revision) {
        NavigableMap<ByteString, KeyValue> inRange = in(keys, request.getKey(), request.getRangeEnd());
        RangeResponse.Builder response = RangeResponse.newBuilder().setRevision(revision);
        if (request.getCountOnly() || request.getWantCount()) {
            response.setCount(inRange.size());
        }
        if (request.getCountOnly()) {
            return response.build();
        }
        List<KeyValue> matching = new ArrayList<>(inRange.values().stream()
                .filter(kv -> matches(request, kv))
                .sorted(order(request))
                .toList());
        if (request.getLimit() > 0 && matching.size() > request.getLimit()) {
            response.setMore(true);
            if (request.getSortTarget() == SortTarget.KEY && request.getSortOrder() != SortOrder.DESCEND) {
                response.setNextKey(matching.get((int) request.getLimit()).getKey());
            }
            matching = matching.subList(0, (int) request.getLimit());
        }
        for (KeyValue kv : matching) {
            response.addKvs(request.getKeysOnly() ? kv.toBuilder().clearValue().build() : kv);
        }
        return response.build();
    }

    Set<ByteString> changedKeys() {
        NavigableMap<ByteString, KeyValue> before = states.lastEntry().getValue();
        Set<ByteString> changed = new TreeSet<>(ORDER);
        for (ByteString key : union(before.keySet(), running.keySet())) {
            if (!Objects.equals(before.get(key), running.get(key))) {
                changed.add(key);
            }
        }
        return changed;
    }

    private static Set<ByteString> union(Set<ByteString> some, Set<ByteString> others) {
        Set<ByteString> all = new TreeSet<>(ORDER);
        all.addAll(some);
        all.addAll(others);
        return all;
    }

    private static boolean matches(RangeRequest request, KeyValue kv) {
        return within(kv.getModRevision(), request.getMinModRevision(), request.getMaxModRevision())
                && within(kv.getCreateRevision(), request.getMinCreateRevision(), request.getMaxCreateRevision());
    }

    private static boolean within(long number, long min, long max) {
        return (min == 0 || number >= min) && (max == 0 || number <= max);
    }

    private static Comparator<KeyValue> order(RangeRequest request) {
        Comparator<KeyValue> byKey = Comparator.comparing(KeyValue::getKey, ORDER);
        Comparator<KeyValue> order = switch (request.getSortTarget()) {
            case VERSION -> Comparator.comparing(KeyValue::getVersion);
            case CREATE -> Comparator.comparing(KeyValue::getCreateRevision);
            case MOD -> Comparator.comparing(KeyValue::getModRevision);
            case VALUE -> Comparator.comparing(KeyValue::getValue, ORDER);
            default -> byKey;
        };
        return (request.getSortOrder() == SortOrder.DESCEND ? order.reversed() : order).thenComparing(byKey);
    }

    private static boolean isOpen(ByteString end) {
        return end.size() == 1 && end.byteAt(0) == 0;
    }
}
