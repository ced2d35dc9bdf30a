package io.ratiskv.server;

import io.ratiskv.server.apply.ReplicatedState;
import io.ratiskv.server.mvcc.ChangePage;
import io.ratiskv.server.mvcc.ChangeQuery;
import io.ratiskv.server.mvcc.HistoryPosition;
import io.ratiskv.server.mvcc.KeyInterval;
import io.ratiskv.server.mvcc.RangeCursor;
import io.ratiskv.server.mvcc.RangePage;
import io.ratiskv.server.mvcc.RangeQuery;
import io.ratiskv.server.mvcc.ReadView;
import io.ratiskv.server.propose.NotAppendedException;
import io.ratiskv.server.raft.FatalFaultHandler;
import io.ratiskv.server.raft.LiveState;
import io.ratiskv.server.storage.StoreClosedException;
import io.ratiskv.server.storage.StoreException;
import io.ratiskv.server.watch.HistorySource;
import io.ratiskv.server.watch.HistoryUnavailableException;
import java.util.function.Function;

/** Lets watches read history from whichever store is live; a store that cannot be read ends the process. */
final class LiveHistory implements HistorySource {
    private final LiveState live;
    private final FatalFaultHandler faults;

    LiveHistory(LiveState live, FatalFaultHandler faults) {
        this.live = live;
        this.faults = faults;
    }

    @Override
    public ChangePage changes(ChangeQuery query, HistoryPosition from, long upTo, int pageBytes) {
        return answer(state -> state.changes().read(query, from, upTo, pageBytes));
    }

    @Override
    public RangePage state(KeyInterval interval, long revision, int pageBytes) {
        return answer(state -> {
            try (ReadView view = state.readAt(revision);
                    RangeCursor cursor = view.range(RangeQuery.all(interval))) {
                return cursor.next(pageBytes);
            }
        });
    }

    private <T> T answer(Function<ReplicatedState, T> read) {
        try {
            return read.apply(live.get());
        } catch (NotAppendedException | StoreClosedException e) {
            throw new HistoryUnavailableException();
        } catch (StoreException e) {
            faults.halt("The store cannot be read. If it happens again after a restart, the disk is damaged.", e);
            throw e;
        }
    }
}
