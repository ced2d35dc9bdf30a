package io.ratiskv.server.storage;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.rocksdb.LiveFileMetaData;
import org.rocksdb.Range;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.SizeApproximationFlag;
import org.rocksdb.Slice;
import org.rocksdb.Status;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an open store takes of memory and disk, and how it is made smaller.
 *
 * <p>Thread: any.
 */
public final class StoreSpace {
    private static final Logger LOG = LoggerFactory.getLogger(StoreSpace.class);

    private final RocksStore store;
    private final RocksDB database;
    private final StoreOptions options;

    StoreSpace(RocksStore store, RocksDB database, StoreOptions options) {
        this.store = store;
        this.database = database;
        this.options = options;
    }

    /** What it takes now. Asks the database, not the disk. */
    public StoreSize size() {
        store.enter();
        try {
            return new StoreSize(
                    database.getAggregatedLongProperty("rocksdb.live-sst-files-size"),
                    database.getAggregatedLongProperty("rocksdb.cur-size-all-mem-tables"),
                    compactingBytes());
        } catch (RocksDBException e) {
            throw store.fault("inspect", e);
        } finally {
            store.exit();
        }
    }

    /** What the rows in [from, to) take, about, whether in tables or in none yet. Looks into the tables' indexes. */
    public long approximateBytes(Family family, byte[] from, byte[] to) {
        store.enter();
        try (Slice begin = new Slice(from);
                Slice end = new Slice(to)) {
            long[] sizes = database.getApproximateSizes(
                    store.handle(family),
                    List.of(new Range(begin, end)),
                    SizeApproximationFlag.INCLUDE_FILES,
                    SizeApproximationFlag.INCLUDE_MEMTABLES);
            return sizes[0];
        } finally {
            store.exit();
        }
    }

    /**
     * Compactions begin from now on only if what they read fits into what is free beyond this reserve and what is in no table yet.
     * To be called several times a second. Before the first call they take what they want.
     */
    public void leaveFree(long reserveBytes) {
        store.enter();
        try {
            long buffered = database.getAggregatedLongProperty("rocksdb.cur-size-all-mem-tables");
            options.gate().leave(reserveBytes + buffered, compactingBytes());
        } catch (RocksDBException e) {
            throw store.fault("inspect", e);
        } finally {
            store.exit();
        }
    }

    /** Names of the tables in use. Not for every moment: there may be thousands. */
    public Set<String> tables() {
        store.enter();
        try {
            return database.getLiveFilesMetaData().stream()
                    .map(LiveFileMetaData::fileName)
                    .collect(Collectors.toSet());
        } finally {
            store.exit();
        }
    }

    /**
     * Rewrites the family without what is deleted, step by step as far as there is room; reading and writing go on.
     *
     * @return whether all was done; else the store is being closed, or there was no room for the next step
     */
    public boolean compact(Family family) {
        store.enter();
        try {
            database.compactRange(store.handle(family), null, null, options.manualCompaction());
            return true;
        } catch (RocksDBException e) {
            if (isGivenUp(e)) {
                LOG.info("{} was not compacted: {}", family.diskName(), e.getMessage());
                return false;
            }
            throw store.fault("compact", e);
        } finally {
            store.exit();
        }
    }

    private long compactingBytes() throws RocksDBException {
        return database.getLongProperty("rocksdb.num-running-compactions") == 0
                ? 0
                : database.getLiveFilesMetaData().stream()
                        .filter(LiveFileMetaData::beingCompacted)
                        .mapToLong(LiveFileMetaData::size)
                        .sum();
    }

    void cancelCompactions() {
        options.cancelCompactions();
    }

    // RocksDB itself gives compactions up for want of space, and goes on; only what cannot be written stops it.
    private static boolean isGivenUp(RocksDBException e) {
        Status status = e.getStatus();
        return status != null
                && (status.getSubCode() == Status.SubCode.NoSpace
                        || (status.getCode() != Status.Code.Corruption && status.getCode() != Status.Code.IOError));
    }
}
