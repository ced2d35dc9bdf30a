package io.ratiskv.server.mvcc;

import io.ratiskv.server.storage.Family;
import io.ratiskv.server.storage.KeyLayout;
import io.ratiskv.server.storage.RocksStore;
import io.ratiskv.server.storage.StoreBatch;
import io.ratiskv.server.storage.StoreCursor;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Which revision the store had at which log time, in samples: fine for the recent past, coarser the longer ago. Only
 * proposes what to compact, so that members need not hold the same samples.
 *
 * <p>Thread: the writer, and whoever holds its lock.
 */
public final class HistoryTimes {
    /** Samples are at least this far apart. */
    static final long SPACING_MILLIS = 1_000;

    /** Most samples; when there are more, every second of the older half goes. */
    static final int SAMPLES_MAX = 4_096;

    private static final char ROW = 't';

    private final NavigableMap<Long, Long> revisions = new TreeMap<>();

    private HistoryTimes() {}

    static HistoryTimes load(RocksStore store) {
        HistoryTimes times = new HistoryTimes();
        try (StoreCursor cursor = store.cursor(Family.META)) {
            byte[] first = KeyLayout.row(ROW, 0);
            for (boolean valid = cursor.seek(first); valid && isSample(cursor.key(), first); valid = cursor.next()) {
                times.revisions.put(
                        KeyLayout.numberOfRow(cursor.key(), 0),
                        ByteBuffer.wrap(cursor.row()).getLong());
            }
        }
        return times;
    }

    /** The store is at {@code revision} after an entry stamped {@code logTimeMillis}. */
    public void sample(StoreBatch batch, long logTimeMillis, long revision, long compactRevision) {
        Map.Entry<Long, Long> last = revisions.lastEntry();
        if (last != null && (logTimeMillis - last.getKey() < SPACING_MILLIS || last.getValue() == revision)) {
            return;
        }
        revisions.put(logTimeMillis, revision);
        byte[] row = ByteBuffer.allocate(Long.BYTES).putLong(revision).array();
        batch.put(Family.META, KeyLayout.row(ROW, logTimeMillis), row);
        forget(batch, compactRevision);
        if (revisions.size() > SAMPLES_MAX) {
            thin(batch);
        }
    }

    /** The newest sampled revision that was already reached at a log time; 0 if none is known. */
    public long revisionAt(long logTimeMillis) {
        Map.Entry<Long, Long> sample = revisions.floorEntry(logTimeMillis);
        return sample == null ? 0 : sample.getValue();
    }

    int size() {
        return revisions.size();
    }

    private void forget(StoreBatch batch, long compactRevision) {
        while (revisions.size() > 1 && revisions.firstEntry().getValue() < compactRevision) {
            batch.delete(
                    Family.META, KeyLayout.row(ROW, revisions.pollFirstEntry().getKey()));
        }
    }

    private void thin(StoreBatch batch) {
        int position = 0;
        int older = revisions.size() / 2;
        var samples = revisions.keySet().iterator();
        while (position < older) {
            long time = samples.next();
            if (position % 2 == 1) {
                samples.remove();
                batch.delete(Family.META, KeyLayout.row(ROW, time));
            }
            position++;
        }
    }

    private static boolean isSample(byte[] key, byte[] first) {
        return key.length == first.length && key[0] == ROW;
    }
}
