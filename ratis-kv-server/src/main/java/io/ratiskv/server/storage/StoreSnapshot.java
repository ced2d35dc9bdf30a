package io.ratiskv.server.storage;

import org.jspecify.annotations.Nullable;
import org.rocksdb.ReadOptions;
import org.rocksdb.Snapshot;

/** The store as it was at one moment. Close it: it keeps old rows alive. Thread: one at a time. */
public final class StoreSnapshot implements StoreReader, AutoCloseable {
    private final RocksStore store;
    private final Snapshot snapshot;
    private final ReadOptions options;

    StoreSnapshot(RocksStore store, Snapshot snapshot, ReadOptions options) {
        this.store = store;
        this.snapshot = snapshot;
        this.options = options;
    }

    @Override
    public byte @Nullable [] get(Family family, byte[] key) {
        return store.get(family, options, key);
    }

    @Override
    public StoreCursor cursor(Family family) {
        return store.cursor(family, options);
    }

    @Override
    public void close() {
        store.release(snapshot, options);
    }
}
