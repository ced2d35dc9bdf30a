package io.ratiskv.server.apply;

import io.ratiskv.server.mvcc.KeyInterval;
import io.ratiskv.server.mvcc.MvccStore;
import io.ratiskv.server.storage.Family;
import io.ratiskv.server.storage.StoreSize;
import io.ratiskv.server.storage.StoreSpace;
import java.util.Set;

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

    /** Names of the tables in use. Those that are not among them any more may be held by a snapshot. */
    public Set<String> tables() {
        return store.tables();
    }

    /** Compactions leave this reserve free, and room for what is in no table yet; see {@link StoreSpace#leaveFree}. */
    public void leaveFree(long reserveBytes) {
        store.leaveFree(reserveBytes);
    }

    /**
     * Rewrites history without what was freed of it, as far as there is room for. Takes possibly minutes; everything goes on
     * meanwhile, and closing the state ends it.
     *
     * @return whether all was done
     */
    public boolean rewriteHistory() {
        boolean versions = store.compact(Family.VERSIONS);
        return store.compact(Family.CHANGES) && versions;
    }

    /** Rewrites the newest states without those of deleted keys; see {@link #rewriteHistory}. */
    public boolean rewriteKeys() {
        return store.compact(Family.LATEST);
    }
}
