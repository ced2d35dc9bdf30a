package io.ratiskv.server.watch;

import io.ratiskv.server.mvcc.KeyEvent;
import java.util.List;

/**
 * Everything that happened to keys between two revisions of a store, in order.
 *
 * @param after the revision that the first event's follows
 * @param revision where the store was when all of this was visible
 * @param compactRevision oldest readable revision then; 0 if nothing was compacted
 */
public record EventBatch(long after, long revision, long compactRevision, List<KeyEvent> events) {
    /** Memory that the events keep, about. */
    public long sizeBytes() {
        long bytes = 0;
        for (KeyEvent event : events) {
            bytes += event.sizeBytes(true);
        }
        return bytes;
    }
}
