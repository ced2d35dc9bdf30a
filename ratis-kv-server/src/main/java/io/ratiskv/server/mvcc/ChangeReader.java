package io.ratiskv.server.mvcc;

import io.ratiskv.server.storage.Family;
import io.ratiskv.server.storage.KeyLayout;
import io.ratiskv.server.storage.StoreCursor;
import io.ratiskv.server.storage.StoreSnapshot;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads what happened from history, page by page: the walk is over {@code changes}, which say what each revision did, and
 * the states are looked up. Holds nothing between two pages.
 *
 * <p>Events of a revision can be read as long as the compact revision is below it. Reading races with compaction and
 * freeing: it then answers {@link CompactedException}, never a wrong or a missing event.
 *
 * <p>Thread: any.
 */
public final class ChangeReader {
    /** Changes that one page looks at before it pauses, wanted or not; a revision once told of is looked through. */
    static final int LOOKS_MAX = 8_192;

    private final MvccStore mvcc;

    ChangeReader(MvccStore mvcc) {
        this.mvcc = mvcc;
    }

    /**
     * Reads on.
     *
     * @param upTo last revision to tell of
     * @param pageBytes about how many bytes of events; a single larger one still comes, alone. A revision is split over
     *     pages only if it alone is larger, and shares none of them with others
     * @throws CompactedException if what comes next is compacted
     * @throws io.ratiskv.server.storage.StoreClosedException if the store was closed meanwhile
     */
    public ChangePage read(ChangeQuery query, HistoryPosition from, long upTo, int pageBytes) {
        // What was published before the snapshot was taken is in it.
        long last = Math.min(upTo, mvcc.revision());
        try (StoreSnapshot frozen = mvcc.store().snapshot()) {
            // In this order: what is not compacted after the snapshot was taken cannot be missing from it.
            if (from.revision() <= mvcc.compactRevision()) {
                throw new CompactedException(mvcc.compactRevision());
            }
            if (from.revision() > last) {
                return new ChangePage(List.of(), from, false);
            }
            if (query.interval().isSingle() && isQuiet(frozen, query.interval().from(), from.revision())) {
                return new ChangePage(List.of(), HistoryPosition.after(last), false);
            }
            return new Walk(frozen, query, last, pageBytes).from(from);
        }
    }

    /** Most keys rest most of the time: then one look-up saves the walk. */
    private static boolean isQuiet(StoreSnapshot frozen, byte[] key, long since) {
        KeyVersion newest = RowCodec.decodeNullable(key, frozen.get(Family.LATEST, key));
        return newest == null || newest.modRevision() < since;
    }

    private static final class Walk {
        private final StoreSnapshot frozen;
        private final ChangeQuery query;
        private final long last;
        private final int pageBytes;
        private final List<KeyEvent> events = new ArrayList<>();
        private long bytes;
        private int looked;

        Walk(StoreSnapshot frozen, ChangeQuery query, long last, int pageBytes) {
            this.frozen = frozen;
            this.query = query;
            this.last = last;
            this.pageBytes = pageBytes;
        }

        ChangePage from(HistoryPosition start) {
            try (StoreCursor changes = frozen.cursor(Family.CHANGES)) {
                boolean valid = changes.seek(KeyLayout.change(start.revision(), start.event()));
                for (; valid; valid = changes.next()) {
                    byte[] at = changes.key();
                    HistoryPosition position =
                            new HistoryPosition(KeyLayout.revisionOfChange(at), KeyLayout.eventOfChange(at));
                    if (position.revision() > last) {
                        break;
                    }
                    if (looked++ >= LOOKS_MAX && !isTelling(position.revision())) {
                        return new ChangePage(events, position, false);
                    }
                    KeyEvent event = wanted(position, ChangeRow.decode(changes.row()));
                    if (event == null) {
                        continue;
                    }
                    if (start.isInside() && event.revision() != start.revision()) {
                        return new ChangePage(events, HistoryPosition.after(start.revision()), false);
                    }
                    int size = event.sizeBytes(query.previous());
                    if (!events.isEmpty() && bytes + size > pageBytes) {
                        return full(position);
                    }
                    events.add(event);
                    bytes += size;
                }
            }
            long end = start.isInside() ? start.revision() : last;
            return new ChangePage(events, HistoryPosition.after(end), false);
        }

        /** The page ends before an event. If that is inside a revision, whole ones before it come alone. */
        private ChangePage full(HistoryPosition next) {
            if (!isTelling(next.revision())) {
                return new ChangePage(events, next, false);
            }
            if (events.get(0).revision() == next.revision()) {
                return new ChangePage(events, next, true);
            }
            Deque<KeyEvent> whole = new ArrayDeque<>(events);
            while (whole.getLast().revision() == next.revision()) {
                whole.removeLast();
            }
            return new ChangePage(List.copyOf(whole), new HistoryPosition(next.revision(), 0), false);
        }

        private boolean isTelling(long revision) {
            return !events.isEmpty() && events.get(events.size() - 1).revision() == revision;
        }

        private @Nullable KeyEvent wanted(HistoryPosition position, ChangeRow change) {
            if (!query.wants(change.deletes())) {
                return null;
            }
            byte[] key = change.keyBytes();
            if (!query.interval().contains(key)) {
                return null;
            }
            KeyVersion newest = state(key, frozen.get(Family.LATEST, key));
            boolean isNewest = newest.modRevision() == position.revision();
            if (!isNewest && query.newestOnly() && query.wants(newest.isTombstone())) {
                return null;
            }
            KeyVersion state = isNewest ? newest : superseded(key, position.revision());
            return new KeyEvent(state, position.event(), query.previous() ? previous(key, change) : null);
        }

        private @Nullable KeyVersion previous(byte[] key, ChangeRow change) {
            if (change.previousModRevision() == 0) {
                return null;
            }
            KeyVersion before = superseded(key, change.previousModRevision());
            return before.isTombstone() ? null : before;
        }

        private KeyVersion superseded(byte[] key, long modRevision) {
            return state(key, frozen.get(Family.VERSIONS, KeyLayout.version(key, modRevision)));
        }

        private static KeyVersion state(byte[] key, byte @Nullable [] row) {
            if (row == null) {
                throw new IllegalStateException("history names a state that is not there");
            }
            return RowCodec.decode(key, row);
        }
    }
}
