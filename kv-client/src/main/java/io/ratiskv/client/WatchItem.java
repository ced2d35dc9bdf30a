package io.ratiskv.client;

import java.util.List;

/**
 * What a watch tells. Items come in the order of their revisions; whoever has taken one knows everything of the range
 * up to {@link #revision} (parts of a snapshot or reset: with the last one), and can go on later, in another process,
 * with {@code Watch.from(revision + 1)}.
 */
public sealed interface WatchItem {
    long revision();

    /**
     * A part of the range's state at {@code revision}, ascending by key.
     *
     * @param last no further part follows; changes after {@code revision} do
     */
    record Snapshot(long revision, List<KeyValue> entries, boolean last) implements WatchItem {}

    /** All events of one revision, in the order in which they were made; at least one. */
    record Changes(long revision, List<Event> events) implements WatchItem {}

    /** Nothing new: everything up to {@code revision} was told. */
    record Progress(long revision) implements WatchItem {}

    /**
     * A part of the range's state at {@code revision}, ascending by key: what happened between the item before and this
     * revision was compacted away, and is replaced by it. A key of the range that is in no part does not exist at
     * {@code revision}.
     *
     * @param last no further part follows
     * @param removed with the last part: keys that this watch had told to exist, and that do not exist any more;
     *     empty if {@code removedKnown} is false
     * @param removedKnown whether the watch could remember all keys it had told (see {@code KvClientBuilder}: at most
     *     100,000); if not, compare with what you hold
     * @param compactRevision up to where history was compacted
     */
    record Reset(
            long revision,
            List<KeyValue> entries,
            boolean last,
            List<Bytes> removed,
            boolean removedKnown,
            long compactRevision)
            implements WatchItem {}
}
