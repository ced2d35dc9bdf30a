package io.ratiskv.server.mvcc;

import io.ratiskv.server.storage.Family;
import io.ratiskv.server.storage.KeyLayout;
import io.ratiskv.server.storage.RocksStore;
import io.ratiskv.server.storage.StoreCursor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether what an optimistic commit has read still holds. Deleted keys count as well as appeared ones: their tombstones
 * and changes stay as long as the read revision is readable.
 *
 * <p>Reads of a short while ago are checked against the few changes since, older ones against the keys of their ranges.
 * Both find the same, and which way is taken depends on revisions alone, so that every member takes the same.
 */
final class ReadValidation {
    /** Revisions up to which the changes since are looked through. */
    static final long RECENT_REVISIONS = 10_000;

    private final RocksStore store;
    private final Overlay overlay;

    /** Changes of this entry, which the store does not hold yet. */
    private final List<Change> entryChanges = new ArrayList<>();

    ReadValidation(RocksStore store, Overlay overlay) {
        this.store = store;
        this.overlay = overlay;
    }

    void changed(long revision, byte[] key) {
        entryChanges.add(new Change(revision, key));
    }

    /** The first conflict in order of the reads, and within a range in order of the keys. */
    @Nullable
    Conflict check(List<KeyInterval> reads, long readRevision, long revision, WorkBudget budget) {
        boolean recent = revision - readRevision <= RECENT_REVISIONS;
        List<byte[]> changedKeys = null;
        for (KeyInterval read : reads) {
            byte[] key;
            if (read.isSingle()) {
                key = modRevision(read.from()) > readRevision ? read.from() : null;
            } else if (recent) {
                if (changedKeys == null) {
                    changedKeys = changedSince(readRevision, budget);
                }
                key = smallestIn(read, changedKeys);
            } else {
                key = firstChangedIn(read, readRevision, budget);
            }
            if (key != null) {
                return new Conflict(key, modRevision(key));
            }
        }
        return null;
    }

    private long modRevision(byte[] key) {
        KeyVersion newest = overlay.cell(key).current();
        return newest == null ? 0 : newest.modRevision();
    }

    private List<byte[]> changedSince(long readRevision, WorkBudget budget) {
        List<byte[]> keys = new ArrayList<>();
        try (StoreCursor changes = store.cursor(Family.CHANGES)) {
            boolean valid = changes.seek(KeyLayout.change(readRevision + 1, 0));
            while (valid) {
                budget.visit();
                keys.add(ChangeRow.decode(changes.row()).keyBytes());
                valid = changes.next();
            }
        }
        for (Change change : entryChanges) {
            if (change.revision > readRevision) {
                budget.visit();
                keys.add(change.key);
            }
        }
        return keys;
    }

    private static byte @Nullable [] smallestIn(KeyInterval read, List<byte[]> keys) {
        byte[] smallest = null;
        for (byte[] key : keys) {
            if (read.contains(key) && (smallest == null || Arrays.compareUnsigned(key, smallest) < 0)) {
                smallest = key;
            }
        }
        return smallest;
    }

    private byte @Nullable [] firstChangedIn(KeyInterval read, long readRevision, WorkBudget budget) {
        try (VersionScanner scanner = VersionScanner.withTombstones(store, read, overlay)) {
            while (scanner.next()) {
                KeyVersion newest = scanner.withoutValue();
                if (newest.modRevision() > readRevision) {
                    return scanner.key();
                }
                // Older tombstones are not counted: how many there still are differs between members.
                if (!newest.isTombstone()) {
                    budget.visit();
                }
            }
        }
        return null;
    }

    private static final class Change {
        private final long revision;
        private final byte[] key;

        Change(long revision, byte[] key) {
            this.revision = revision;
            this.key = key;
        }
    }
}
