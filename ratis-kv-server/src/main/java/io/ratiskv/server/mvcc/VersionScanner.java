package io.ratiskv.server.mvcc;

import io.ratiskv.server.storage.Family;
import io.ratiskv.server.storage.StoreCursor;
import io.ratiskv.server.storage.StoreReader;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Walks over the keys of an interval that exist at a revision, in ascending order. Every key that has a state at a
 * readable revision has a row in {@code latest}, so that family leads and history is asked only for what is too new.
 */
final class VersionScanner implements AutoCloseable {
    /** As revision: newest, what the running command has done included. */
    static final long NEWEST = Long.MAX_VALUE;

    /** Rows up to this size are copied whole when their head is read; larger values only when asked for. */
    private static final int PREFIX_BYTES = 512;

    private final KeyInterval interval;
    private final long revision;
    private final @Nullable Overlay overlay;
    private final boolean tombstones;
    private final StoreCursor latest;
    private final History history;
    private final RowCodec.Head head = new RowCodec.Head();
    private final byte[] prefix = new byte[PREFIX_BYTES];

    private byte @Nullable [] storeKey;
    private @Nullable Cell cell;
    private boolean started;
    private boolean storeTaken;
    private boolean cellTaken;

    /** What the scanner stands on: a decoded state, or (null) the row under {@link #latest}. */
    private @Nullable KeyVersion decoded;

    private byte[] key = RowCodec.NOTHING;
    private int rowBytes;

    VersionScanner(StoreReader reader, KeyInterval interval, long revision, @Nullable Overlay overlay) {
        this(reader, interval, revision, overlay, false);
    }

    private VersionScanner(
            StoreReader reader, KeyInterval interval, long revision, @Nullable Overlay overlay, boolean tombstones) {
        this.interval = interval;
        this.revision = revision;
        this.overlay = overlay;
        this.tombstones = tombstones;
        this.latest = reader.cursor(Family.LATEST);
        this.history = new History(reader);
    }

    /** Newest states, also of keys that were deleted and not yet forgotten. */
    static VersionScanner withTombstones(StoreReader reader, KeyInterval interval, Overlay overlay) {
        return new VersionScanner(reader, interval, NEWEST, overlay, true);
    }

    /** Goes to the next key that exists. Returns whether there is one. */
    boolean next() {
        while (advance()) {
            if (settle()) {
                return true;
            }
        }
        return false;
    }

    byte[] key() {
        return key;
    }

    /** The numbers of the state; its value may be missing. */
    KeyVersion withoutValue() {
        KeyVersion state = decoded;
        return state == null ? head.withoutValue(key) : state.withoutValue();
    }

    KeyVersion get() {
        KeyVersion state = decoded;
        if (state != null) {
            return state;
        }
        byte[] row = rowBytes <= PREFIX_BYTES ? Arrays.copyOf(prefix, rowBytes) : latest.row();
        return head.of(key, row);
    }

    @Override
    public void close() {
        latest.close();
        history.close();
    }

    /** Moves store and overlay on, past what was taken last, and picks the smaller key of the two. */
    private boolean advance() {
        if (!started || storeTaken) {
            boolean valid = started ? latest.next() : latest.seek(interval.from());
            storeKey = valid ? withinEnd(latest.key()) : null;
        }
        if (overlay != null && (!started || cellTaken)) {
            // Looked up anew each time: whoever scans may add cells for the keys it passes.
            Cell found = started ? overlay.after(key) : overlay.atOrAfter(interval.from());
            cell = found == null || withinEnd(found.key()) == null ? null : found;
        }
        started = true;
        byte[] inStore = storeKey;
        Cell inOverlay = cell;
        if (inStore == null && inOverlay == null) {
            return false;
        }
        int order = inStore == null ? 1 : inOverlay == null ? -1 : Arrays.compareUnsigned(inStore, inOverlay.key());
        storeTaken = order <= 0;
        cellTaken = order >= 0;
        key = inOverlay != null && cellTaken ? inOverlay.key() : inStore != null ? inStore : key;
        return true;
    }

    private byte @Nullable [] withinEnd(byte[] candidate) {
        return interval.isBeforeEnd(candidate) ? candidate : null;
    }

    /** Finds the state of the picked key at the revision. Returns whether the key exists then. */
    private boolean settle() {
        Cell picked = cell;
        if (cellTaken && picked != null) {
            return found(stateOf(picked));
        }
        rowBytes = latest.rowPrefix(prefix);
        head.read(prefix);
        if (head.mod() > revision) {
            return found(history.find(key, revision));
        }
        decoded = null;
        return tombstones || !head.isTombstone();
    }

    private @Nullable KeyVersion stateOf(Cell picked) {
        KeyVersion known = picked.at(revision);
        return known != null || picked.current() == null ? known : history.find(key, revision);
    }

    private boolean found(@Nullable KeyVersion state) {
        decoded = state;
        return state != null && (tombstones || !state.isTombstone());
    }
}
