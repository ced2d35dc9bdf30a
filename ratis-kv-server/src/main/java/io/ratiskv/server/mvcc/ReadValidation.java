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
 * <p>A range is looked through key by key. If it turns out to hold many keys and was read a short while ago, the changes
 * since then are looked through instead. Both find the same conflict, and which way is taken depends on keys and revisions
 * alone, so that every member takes the same.
 */
final class ReadValidation {
    /** Keys that exist in a range up to which it is looked through whatever changed. */
    static final int FEW_KEYS = 512;

    /** Revisions up to which looking through the changes since is worth it. */
    static final long RECENT_REVISIONS = 10_000;

    private final RocksStore store;
    private final Overlay overlay;

    /** Changes of this entry, which the store does not hold yet. */
    private final List<Change> entryChanges = new ArrayList<>();

    /** Keys changed since the running commit's read revision, if they had to be looked up. */
    private @Nullable List<byte[]> changedKeys;

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
        changedKeys = null;
        for (KeyInterval read : reads) {
            byte[] key = read.isSingle()
                    ? (modRevision(read.from()) > readRevision ? read.from() : null)
                    : firstChangedIn(read, readRevision, recent, budget);
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
        List<byte[]> known = changedKeys;
        if (known != null) {
            return known;
        }
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
        changedKeys = keys;
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

    private byte @Nullable [] firstChangedIn(KeyInterval read, long readRevision, boolean recent, WorkBudget budget) {
        int alive = 0;
        try (VersionScanner scanner = VersionScanner.withTombstones(store, read, overlay)) {
            while (scanner.next()) {
                KeyVersion newest = scanner.withoutValue();
                if (newest.modRevision() > readRevision) {
                    return scanner.key();
                }
                // Older tombstones are not counted: how many there still are differs between members.
                if (!newest.isTombstone()) {
                    budget.visit();
                    alive++;
                }
                if (recent && alive > FEW_KEYS) {
                    return smallestIn(read, changedSince(readRevision, budget));
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
