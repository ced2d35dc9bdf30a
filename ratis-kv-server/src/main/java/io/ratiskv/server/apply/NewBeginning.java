package io.ratiskv.server.apply;

import io.ratiskv.server.lease.FenceTable;
import io.ratiskv.server.lease.LeaseTable;
import io.ratiskv.server.mvcc.MvccStore;
import io.ratiskv.server.storage.Family;
import io.ratiskv.server.storage.RocksStore;
import io.ratiskv.server.storage.StoreBatch;
import io.ratiskv.server.storage.StoreException;
import java.nio.file.Path;

/**
 * Makes the state of an old cluster the first state of a new one, which can never be taken for the old one as it went on:
 * revisions, fence tokens and the ids of sessions and leases go on far above everything that the old cluster can have given
 * out since. Keys, their values and revisions stay; all history counts as compacted; sessions and the answers that were
 * kept for them are gone; leases go on with the time that they had left.
 *
 * <p>Nothing in it depends on when or where it is done: equal stores become equal stores.
 *
 * <p>Thread: one; nobody else has the store open.
 */
public final class NewBeginning {
    /** Where the state stands in the new cluster's log: before its first entry. */
    public static final AppliedPosition POSITION = new AppliedPosition(0, 0);

    /** How far ids of sessions and leases go forward: more than any cluster gives out. */
    private static final long IDS_FORWARD = 1L << 40;

    private static final byte[] FIRST_ROW = {};
    private static final byte[] BEYOND_ROWS = {(byte) 0xFF};

    private NewBeginning() {}

    /**
     * @param store is changed
     * @param target where a copy of it is made afterwards; must not exist; its parent must
     * @param revisionsForward more than the old cluster can have made since the state was copied
     * @return what the copy holds
     * @throws StoreException if it cannot be read or written
     */
    public static StateCopy make(Path store, Path target, StateLimits limits, long revisionsForward) {
        try (RocksStore opened = RocksStore.open(store, limits.store())) {
            byte[] row = opened.get(Family.META, Applied.ROW);
            Applied old = row == null ? Applied.NOTHING : Applied.decode(row);
            StoreBatch batch = opened.newBatch();
            long revision = MvccStore.load(opened, limits.sortBytesMax(), limits.newestBytesMax())
                    .goForward(batch, revisionsForward);
            FenceTable fences = FenceTable.load(opened);
            fences.goForward(revision);
            fences.save(batch);
            LeaseTable leases = LeaseTable.load(opened);
            leases.goForward(IDS_FORWARD);
            leases.save(batch);
            batch.deleteRange(Family.SESSIONS, FIRST_ROW, BEYOND_ROWS);
            RollingHash hash = new RollingHash(old.hash());
            hash.add(revision);
            Applied first = new Applied(
                    POSITION.term(),
                    POSITION.index(),
                    0,
                    old.logTimeMillis(),
                    hash.value(),
                    old.sessionsOpened() + IDS_FORWARD);
            batch.put(Family.META, Applied.ROW, first.encode());
            opened.write(batch);
            opened.flush();
        }
        // Opened as a member opens it: if that does not work, it is found now.
        try (ReplicatedState state = ReplicatedState.open(store, limits)) {
            return state.checkpoint(target);
        }
    }

    /**
     * Opens a store and reads every row of it.
     *
     * @return what it holds; the keys are counted one by one
     * @throws StoreException if anything cannot be read
     */
    public static StateCopy inspect(Path store, StateLimits limits) {
        try (RocksStore opened = RocksStore.open(store, limits.store())) {
            long keys = MvccStore.load(opened, limits.sortBytesMax(), limits.newestBytesMax())
                    .countByReading();
            opened.readAll();
            byte[] row = opened.get(Family.META, Applied.ROW);
            if (row == null) {
                throw new StoreException(
                        StoreException.Kind.FORMAT, "the store does not say how far its log was applied");
            }
            return new StateCopy(summaryOf(opened, Applied.decode(row), limits), keys);
        }
    }

    private static StateSummary summaryOf(RocksStore store, Applied applied, StateLimits limits) {
        MvccStore mvcc = MvccStore.load(store, limits.sortBytesMax(), limits.newestBytesMax());
        return new StateSummary(
                applied.position(), mvcc.revision(), mvcc.compactRevision(), applied.logTimeMillis(), applied.hash());
    }
}
