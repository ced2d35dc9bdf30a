package io.ratiskv.server.mvcc;

import io.ratiskv.server.storage.Family;
import io.ratiskv.server.storage.KeyLayout;
import io.ratiskv.server.storage.RocksStore;
import io.ratiskv.server.storage.StoreBatch;
import io.ratiskv.server.storage.StoreCursor;

/** Takes from a store what it must keep. */
public final class WeakStore {
    private static final int EVERYTHING = Integer.MAX_VALUE;

    private WeakStore() {}

    /** Frees one change too many: what is superseded right after the compact revision can still be asked for at it. */
    public static void scrubOneTooFar(RocksStore store, long compactRevision) {
        new Compactor(store).scrub(compactRevision + 1, EVERYTHING);
    }

    /** Loses the keys that the last changes wrote. */
    public static void forgetLastChanges(RocksStore store, long changes) {
        byte[] row = store.get(Family.META, Counters.ROW);
        if (row == null) {
            return;
        }
        long from = Math.max(0, Counters.decode(row).revision() - changes);
        StoreBatch batch = store.newBatch();
        try (StoreCursor cursor = store.cursor(Family.CHANGES)) {
            for (boolean valid = cursor.seek(KeyLayout.change(from, 0)); valid; valid = cursor.next()) {
                batch.delete(Family.LATEST, ChangeRow.decode(cursor.row()).keyBytes());
            }
        }
        store.write(batch);
    }
}
