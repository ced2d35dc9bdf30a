package io.ratiskv.server.mvcc;

import io.ratiskv.server.storage.RocksStore;
import org.jspecify.annotations.Nullable;

/**
 * The state at one revision. Costs nothing to open and nothing to hold: history keeps what it needs. If it is held while
 * newer revisions are written and compacted, reads may answer {@link CompactedException}, never anything wrong. Does not
 * hold up closing the store: whoever uses it after that gets {@link
 * io.ratiskv.server.storage.StoreClosedException}.
 *
 * <p>Thread: any, also several at a time.
 */
public final class ReadView implements AutoCloseable {
    private final MvccStore mvcc;
    private final long revision;

    ReadView(MvccStore mvcc, long revision) {
        this.mvcc = mvcc;
        this.revision = revision;
    }

    /** The revision that is read, never 0. */
    public long revision() {
        return revision;
    }

    /** The key's state; null if it does not exist at this revision. */
    public @Nullable KeyVersion get(byte[] key) {
        KeyVersion state = mvcc.newest(key);
        if (state == null || state.modRevision() > revision) {
            state = state == null ? null : superseded(mvcc.store(), key);
            // Only now: compaction may have taken away what was looked for between the question and the answer.
            mvcc.requireReadable(revision);
        }
        return state == null || state.isTombstone() ? null : state;
    }

    /** The whole answer, if it is one key's whose state is in memory; null if it needs a look into the store. Never blocks. */
    public @Nullable RangePage atOnce(RangeQuery query) {
        if (!query.interval().isSingle()) {
            return null;
        }
        KeyVersion state = mvcc.newestInMemory(query.interval().from());
        // A state that is too new says nothing of the one before it.
        return state == null || state.modRevision() > revision
                ? null
                : SingleKeyAnswer.of(query, state, new WorkBudget(Long.MAX_VALUE, Long.MAX_VALUE));
    }

    /** Starts a range read, to be closed by the caller. */
    public RangeCursor range(RangeQuery query) {
        return new RangeCursor(mvcc, this, query);
    }

    @Override
    public void close() {
        // Nothing is held; the method is there so that a view may hold something one day.
    }

    private @Nullable KeyVersion superseded(RocksStore store, byte[] key) {
        try (History history = new History(store)) {
            return history.find(key, revision);
        }
    }
}
