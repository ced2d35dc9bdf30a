package io.ratiskv.server.watch;

import io.ratiskv.server.mvcc.ChangePage;
import io.ratiskv.server.mvcc.ChangeQuery;
import io.ratiskv.server.mvcc.HistoryPosition;
import io.ratiskv.server.mvcc.KeyInterval;
import io.ratiskv.server.mvcc.RangePage;

/**
 * What has happened, from the store. Thread: any; may touch the disk.
 *
 * <p>Both methods throw {@link io.ratiskv.server.mvcc.CompactedException} if what is asked for is compacted, and
 * {@link HistoryUnavailableException} while there is no store to read.
 */
public interface HistorySource {
    /** Events from a place on, up to a revision; see {@link io.ratiskv.server.mvcc.ChangeReader#read}. */
    ChangePage changes(ChangeQuery query, HistoryPosition from, long upTo, int pageBytes);

    /** The beginning of an interval's keys as they are at a revision. */
    RangePage state(KeyInterval interval, long revision, int pageBytes);
}
