package io.ratiskv.server.fakes;

import io.ratiskv.server.mvcc.ChangePage;
import io.ratiskv.server.mvcc.ChangeQuery;
import io.ratiskv.server.mvcc.HistoryPosition;
import io.ratiskv.server.mvcc.KeyInterval;
import io.ratiskv.server.mvcc.RangePage;
import io.ratiskv.server.watch.HistorySource;
import io.ratiskv.server.watch.HistoryUnavailableException;
import java.util.List;

/** A history in which nothing has happened, of a state that cannot be read. */
public final class FakeHistory implements HistorySource {
    @Override
    public ChangePage changes(ChangeQuery query, HistoryPosition from, long upTo, int pageBytes) {
        return new ChangePage(List.of(), HistoryPosition.after(upTo), false);
    }

    @Override
    public RangePage state(KeyInterval interval, long revision, int pageBytes) {
        throw new HistoryUnavailableException();
    }
}
