package io.ratiskv.server.storage;

import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/**
 * A walk over one family, in order of the keys, frozen at the moment it was made. Close it: it keeps old files alive.
 * Thread: one at a time.
 */
public final class StoreCursor implements AutoCloseable {
    private final RocksStore store;
    private final RocksIterator iterator;

    StoreCursor(RocksStore store, RocksIterator iterator) {
        this.store = store;
        this.iterator = iterator;
    }

    /** Goes to the first row at or after {@code key}. Returns whether there is one. */
    public boolean seek(byte[] key) {
        store.enter();
        try {
            iterator.seek(key);
            return settle();
        } finally {
            store.exit();
        }
    }

    /** Goes to the first row. Returns whether there is one. */
    public boolean seekToFirst() {
        store.enter();
        try {
            iterator.seekToFirst();
            return settle();
        } finally {
            store.exit();
        }
    }

    /** Goes one row on. Returns whether there is one. */
    public boolean next() {
        store.enter();
        try {
            iterator.next();
            return settle();
        } finally {
            store.exit();
        }
    }

    public byte[] key() {
        store.enter();
        try {
            return iterator.key();
        } finally {
            store.exit();
        }
    }

    public byte[] row() {
        store.enter();
        try {
            return iterator.value();
        } finally {
            store.exit();
        }
    }

    /** Copies the beginning of the row, as much as fits, and returns the row's whole length. */
    public int rowPrefix(byte[] target) {
        store.enter();
        try {
            return iterator.value(target);
        } finally {
            store.exit();
        }
    }

    @Override
    public void close() {
        store.release(iterator);
    }

    private boolean settle() {
        if (iterator.isValid()) {
            return true;
        }
        try {
            // Not valid is either the end or a block that could not be read: only the status tells.
            iterator.status();
        } catch (RocksDBException e) {
            throw store.fault("read", e);
        }
        return false;
    }
}
