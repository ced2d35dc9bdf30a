package io.ratiskv.client;

import java.util.List;

/**
 * What a watch tells. Items come in the order of their revisions; whoever has taken one knows everything of the range
 * up to {@link #revision} (parts of a snapshot or reset: with the last one), and can go on later, in another process,
 * with {@code Watch.from(revision + 1)}.
 *
 * <p>The first item is a {@link Progress} that says from where on changes are told; of a watch with a snapshot, the
 * snapshot's first part.
 *
 * <p>Snapshots and resets come in parts, each key once, and are only whole with the last part. If the connection breaks
 * before that, the rest follows if nothing has changed meanwhile; else the snapshot or reset begins anew: a part of another
 * revision than the part before is the first of a new state, and the parts before it are void. So: forget the keys you
 * hold whenever a part's revision is not that of the part before.
 */
public sealed interface WatchItem {
    long revision();

    /**
     * A part of the range's state at {@code revision}, ascending by key.
     *
     * @param last no further part follows; changes after {@code revision} do
     */
    record Snapshot(long revision, List<KeyValue> entries, boolean last) implements WatchItem {}

    /**
     * All events of one revision, in the order in which they were made; at least one. A large revision is gathered
     * before it is told, whatever the watch's window: 100,000 events and 64 MiB of previous states are most.
     */
    record Changes(long revision, List<Event> events) implements WatchItem {}

    /**
     * Nothing new: everything up to {@code revision} was told. Comes first, when the watch is there; when asked for; when
     * nothing else was told for a while; and before history is compacted. One that was not taken yet is replaced by the
     * next.
     */
    record Progress(long revision) implements WatchItem {}

    /**
     * A part of the range's state at {@code revision}, ascending by key: what happened between the item before and this
     * revision was compacted away, and is replaced by it. A key of the range that is in no part does not exist at
     * {@code revision}.
     *
     * @param last no further part follows
     * @param removed with the last part: keys that this watch had told to exist, and that do not exist any more;
     *     empty if {@code removedKnown} is false
     * @param removedKnown with the last part: whether the watch could remember all keys it had told (at most 100,000); if
     *     not, compare with what you hold. Keys that existed before the watch and were not told by it are not known to
     *     it either
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
