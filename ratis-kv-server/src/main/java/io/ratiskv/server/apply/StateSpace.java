package io.ratiskv.server.apply;

import io.ratiskv.server.mvcc.KeyInterval;
import io.ratiskv.server.mvcc.MvccStore;
import io.ratiskv.server.storage.Family;
import io.ratiskv.server.storage.StoreSize;
import io.ratiskv.server.storage.StoreSpace;
import io.ratiskv.server.storage.TableFigures;

/**
 * What a member's state takes of its disk, and how that is given back. Each member for itself: nothing here changes an answer.
 *
 * <p>Thread: any; nothing waits for an entry that is being applied.
 */
public final class StateSpace {
    private final StoreSpace store;
    private final MvccStore mvcc;

    StateSpace(StoreSpace store, MvccStore mvcc) {
        this.store = store;
        this.mvcc = mvcc;
    }

    public StoreSize size() {
        return store.size();
    }

    /** Bytes of the newest states of these keys, about. */
    public long approximateBytes(KeyInterval interval) {
        return mvcc.approximateBytes(interval);
    }

    /** How much of history {@link ReplicatedState#scrub} has freed so far: grows while there is something to give back. */
    public long scrubbedChanges() {
        return mvcc.scrubbedChanges();
    }

    /**
     * Rewrites history without what was freed of it. Takes as much disk as what is kept, and possibly minutes; everything goes
     * on meanwhile, and closing the state ends it.
     *
     * @return whether it was done
     */
    public boolean rewriteHistory() {
        return store.compact(Family.VERSIONS) && store.compact(Family.CHANGES);
    }

    /** Rewrites the newest states without those of deleted keys; see {@link #rewriteHistory}. */
    public boolean rewriteKeys() {
        return store.compact(Family.LATEST);
    }

    /** Disk that {@link #rewriteKeys} takes until what it replaces is given back, about. */
    public long rewriteKeysBytes() {
        TableFigures tables = store.tables(Family.LATEST);
        return tables.rows() == 0 ? 0 : (long) (tables.bytes() * Math.min(1.0, (double) mvcc.keys() / tables.rows()));
    }
}
