package io.ratiskv.client;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** What was changed in a {@link MemoryDb}, revision by revision, as far as it is not compacted. Under the lock of that. */
final class MemoryHistory {
    private final TreeMap<Long, List<Event>> revisions = new TreeMap<>();
    private long compacted;

    void add(long revision, List<Event> events) {
        revisions.put(revision, List.copyOf(events));
    }

    /** Forgets everything up to here. */
    void compact(long revision) {
        compacted = revision;
        revisions.headMap(revision, true).clear();
    }

    /** What a watch that knows everything up to {@code told} is told next; empty if nothing. */
    Optional<WatchItem> next(Watch watch, long told, Function<Range, RangeResult> state) {
        if (told < compacted) {
            RangeResult now = state.apply(Range.of(watch.keys()));
            return Optional.of(new WatchItem.Reset(now.revision(), now.entries(), true, List.of(), false, compacted));
        }
        for (Map.Entry<Long, List<Event>> one : revisions.tailMap(told, false).entrySet()) {
            List<Event> events = one.getValue().stream()
                    .filter(event -> watch.keys().contains(event.key()))
                    .filter(event -> event.isPut() ? watch.puts() : watch.deletes())
                    .toList();
            if (!events.isEmpty()) {
                return Optional.of(new WatchItem.Changes(one.getKey(), events));
            }
        }
        return Optional.empty();
    }
}
