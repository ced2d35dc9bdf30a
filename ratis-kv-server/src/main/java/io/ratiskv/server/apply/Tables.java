package io.ratiskv.server.apply;

import io.ratiskv.server.lease.FenceTable;
import io.ratiskv.server.lease.LeaseTable;
import io.ratiskv.server.storage.RocksStore;
import io.ratiskv.server.storage.StoreBatch;

/** What is replicated beside the keys: in memory, and mirrored in the store. */
record Tables(SessionTable sessions, LeaseTable leases, FenceTable fences) {
    /** @param opened sessions ever opened */
    static Tables load(RocksStore store, long opened) {
        return new Tables(SessionTable.load(store, opened), LeaseTable.load(store), FenceTable.load(store));
    }

    /** Puts everything that changed since the last call into the batch. */
    void save(StoreBatch batch) {
        sessions.save(batch);
        leases.save(batch);
        fences.save(batch);
    }
}
