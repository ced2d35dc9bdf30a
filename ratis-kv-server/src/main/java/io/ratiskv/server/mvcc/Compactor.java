package io.ratiskv.server.mvcc;

import io.ratiskv.server.storage.Family;
import io.ratiskv.server.storage.KeyLayout;
import io.ratiskv.server.storage.RocksStore;
import io.ratiskv.server.storage.StoreBatch;
import io.ratiskv.server.storage.StoreCursor;
import java.util.Arrays;
import java.util.concurrent.atomic.LongAdder;

/**
 * Frees what compaction has made unreachable. Each change names the state that it superseded, so walking over the changes
 * up to the compact revision finds exactly the rows to delete, without looking at any other.
 *
 * <p>What it does depends on when it is called and so differs between members: it must never change an answer. Thread:
 * the writer.
 */
final class Compactor {
    private final RocksStore store;

    /** First change not looked at yet, as far as this run of the process knows: what is before it is deleted. */
    private byte[] position = KeyLayout.change(0, 0);

    /** Compact revision up to which nothing is left to do. */
    private long doneUpTo;

    private final LongAdder forgotten = new LongAdder();

    Compactor(RocksStore store) {
        this.store = store;
    }

    /**
     * Looks at some changes, oldest first.
     *
     * @return whether there may be more to do
     */
    boolean scrub(long compactRevision, int changesMax) {
        if (compactRevision <= doneUpTo) {
            return false;
        }
        StoreBatch batch = store.newBatch();
        byte[] from = position;
        byte[] next = from;
        int looked = 0;
        try (StoreCursor changes = store.cursor(Family.CHANGES)) {
            boolean valid = changes.seek(from);
            while (valid && looked < changesMax) {
                byte[] at = changes.key();
                if (KeyLayout.revisionOfChange(at) > compactRevision) {
                    break;
                }
                forget(batch, KeyLayout.revisionOfChange(at), ChangeRow.decode(changes.row()));
                next = Arrays.copyOf(at, at.length + 1); // the key that follows directly
                looked++;
                valid = changes.next();
            }
        }
        if (looked < changesMax) {
            doneUpTo = compactRevision;
        }
        if (looked == 0) {
            return false;
        }
        batch.deleteRange(Family.CHANGES, from, next);
        store.write(batch);
        position = next;
        forgotten.add(looked);
        return looked == changesMax;
    }

    /** Changes whose leavings were freed by this run of the process; any thread. */
    long forgotten() {
        return forgotten.sum();
    }

    private void forget(StoreBatch batch, long revision, ChangeRow change) {
        byte[] key = change.keyBytes();
        if (change.previousModRevision() > 0) {
            batch.delete(Family.VERSIONS, KeyLayout.version(key, change.previousModRevision()));
        }
        if (change.deletes() && isNewest(key, revision)) {
            batch.delete(Family.LATEST, key);
        }
    }

    /** If the key was written again, its tombstone lies in history and goes with the change that superseded it. */
    private boolean isNewest(byte[] key, long revision) {
        KeyVersion newest = RowCodec.decodeNullable(key, store.get(Family.LATEST, key));
        return newest != null && newest.modRevision() == revision;
    }
}
