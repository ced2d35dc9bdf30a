package io.ratiskv.server.storage;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;
import org.rocksdb.Checkpoint;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.FlushOptions;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Snapshot;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One open store.
 *
 * <p>Thread: any; {@link #write} from one at a time. Native memory is safe from use after {@link #close}: every operation
 * holds the gate's shared side for its own duration, closing takes the exclusive side, and what is still open then is
 * closed with the store.
 */
public final class RocksStore implements StoreReader, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RocksStore.class);
    private static final int BUFFER_BYTES_MIN = 16 * 1024;

    /** Larger buffers are not kept from one batch to the next. */
    private static final int BUFFER_BYTES_MAX = 8 * 1024 * 1024;

    private final StoreDirectory directory;
    private final StoreConfig config;
    private final StoreOptions options;
    private final RocksDB database;
    private final Map<Family, ColumnFamilyHandle> families = new EnumMap<>(Family.class);
    private final int[] familyIds = new int[Family.values().length];
    private final WriteOptions writeOptions;
    private final ReadOptions readOptions;
    private final Set<RocksIterator> iterators = ConcurrentHashMap.newKeySet();
    private final Map<Snapshot, ReadOptions> snapshots = new ConcurrentHashMap<>();
    private final ReentrantReadWriteLock gate = new ReentrantReadWriteLock();
    private final AtomicReference<byte @Nullable []> spareBuffer = new AtomicReference<>();
    private final StoreSpace space;
    private volatile boolean closed;

    private RocksStore(
            StoreDirectory directory,
            StoreConfig config,
            StoreOptions options,
            RocksDB database,
            List<ColumnFamilyHandle> handles) {
        this.directory = directory;
        this.config = config;
        this.options = options;
        this.database = database;
        this.writeOptions = options.write();
        this.readOptions = options.read();
        for (Family family : Family.values()) {
            ColumnFamilyHandle handle = handles.get(family.position());
            families.put(family, handle);
            familyIds[family.position()] = handle.getID();
        }
        this.space = new StoreSpace(this, database, options);
    }

    /**
     * Opens what is there, or makes an empty store.
     *
     * @throws StoreException if it is flagged corrupt, has an unknown format, is open elsewhere or cannot be read
     */
    public static RocksStore open(Path path, StoreConfig config) {
        return open(path, config, StoreFormat.OLDEST);
    }

    /**
     * As above.
     *
     * @param newestFormat newest format of a store that the caller reads
     */
    public static RocksStore open(Path path, StoreConfig config, int newestFormat) {
        StoreDirectory directory = new StoreDirectory(path);
        return open(directory, config, newestFormat, directory::freeBytes);
    }

    static RocksStore open(StoreDirectory directory, StoreConfig config, int newestFormat, FreeSpace free) {
        RocksDB.loadLibrary();
        directory.prepare();
        StoreOptions options = options(directory, config, free);
        List<ColumnFamilyHandle> handles = new ArrayList<>();
        try {
            RocksDB database = RocksDB.open(options.database(), directory.toString(), options.families(), handles);
            RocksStore store = new RocksStore(directory, config, options, database, handles);
            try {
                StoreFormat.check(store, directory.path(), newestFormat);
                return store;
            } catch (RuntimeException e) {
                store.close();
                throw e;
            }
        } catch (RocksDBException e) {
            options.close();
            throw directory.fault("open", e);
        }
    }

    private static StoreOptions options(StoreDirectory directory, StoreConfig config, FreeSpace free) {
        try {
            return new StoreOptions(config, free);
        } catch (RocksDBException e) {
            throw directory.fault("open", e);
        }
    }

    public StoreBatch newBatch() {
        byte[] buffer = spareBuffer.getAndSet(null);
        return new StoreBatch(familyIds, buffer == null ? new byte[BUFFER_BYTES_MIN] : buffer);
    }

    /**
     * Makes the batch visible, all of it at one moment. It is on disk after the next {@link #flush}. The batch must not
     * be used again.
     */
    public void write(StoreBatch batch) {
        enter();
        try (WriteBatch nativeBatch = new WriteBatch(batch.encoded())) {
            database.write(writeOptions, nativeBatch);
        } catch (RocksDBException e) {
            throw fault("write", e);
        } finally {
            exit();
        }
        if (batch.buffer().length <= BUFFER_BYTES_MAX) {
            spareBuffer.set(batch.buffer());
        }
    }

    @Override
    public byte @Nullable [] get(Family family, byte[] key) {
        return get(family, readOptions, key);
    }

    @Override
    public StoreCursor cursor(Family family) {
        return cursor(family, readOptions);
    }

    /** Freezes the store as it is now, for one reader. */
    public StoreSnapshot snapshot() {
        enter();
        try {
            Snapshot snapshot = database.getSnapshot();
            ReadOptions at = new ReadOptions().setVerifyChecksums(true).setSnapshot(snapshot);
            snapshots.put(snapshot, at);
            return new StoreSnapshot(this, snapshot, at);
        } finally {
            exit();
        }
    }

    /** Writes every family to disk, all as of one batch. Writing goes on meanwhile. */
    public void flush() {
        enter();
        try (FlushOptions wait = new FlushOptions().setWaitForFlush(true)) {
            database.flush(wait, List.copyOf(families.values()));
        } catch (RocksDBException e) {
            throw fault("flush", e);
        } finally {
            exit();
        }
    }

    /** Writes a copy that shares files with this store. The target must not exist. No write may be under way. */
    public void checkpoint(Path target) {
        enter();
        try (Checkpoint checkpoint = Checkpoint.create(database)) {
            checkpoint.createCheckpoint(target.toString());
        } catch (RocksDBException e) {
            throw fault("checkpoint", e);
        } finally {
            exit();
        }
    }

    /**
     * Reads every row of every family, and so checks the checksums of all blocks.
     *
     * @return how many rows there are
     */
    public long readAll() {
        long rows = 0;
        for (Family family : Family.values()) {
            try (StoreCursor cursor = cursor(family)) {
                for (boolean valid = cursor.seekToFirst(); valid; valid = cursor.next()) {
                    rows++;
                }
            }
        }
        return rows;
    }

    /** Rows in the family, about. */
    public long estimateRows(Family family) {
        enter();
        try {
            return database.getLongProperty(handle(family), "rocksdb.estimate-num-keys");
        } catch (RocksDBException e) {
            throw fault("inspect", e);
        } finally {
            exit();
        }
    }

    /** What it takes, and how it gets smaller. */
    public StoreSpace space() {
        return space;
    }

    /** How it is now. Asks the database, not the disk. */
    public StoreFigures figures() {
        enter();
        try {
            long levelZero = 0;
            for (ColumnFamilyHandle family : families.values()) {
                levelZero += Long.parseLong(database.getProperty(family, "rocksdb.num-files-at-level0"));
            }
            return new StoreFigures(
                    // One cache for all families.
                    database.getLongProperty("rocksdb.block-cache-usage"),
                    database.getAggregatedLongProperty("rocksdb.cur-size-all-mem-tables"),
                    database.getAggregatedLongProperty("rocksdb.live-sst-files-size"),
                    database.getAggregatedLongProperty("rocksdb.estimate-pending-compaction-bytes"),
                    database.getLongProperty("rocksdb.num-running-compactions"),
                    levelZero,
                    database.getLongProperty("rocksdb.is-write-stopped") != 0
                            || database.getLongProperty("rocksdb.actual-delayed-write-rate") != 0);
        } catch (RocksDBException e) {
            throw fault("inspect", e);
        } finally {
            exit();
        }
    }

    /** Bytes of the files on disk. */
    public long diskBytes() {
        return directory.sizeBytes();
    }

    /**
     * Flushes and closes. Waits for operations under way, not for open cursors and snapshots.
     *
     * @throws StoreException if an operation did not end in time; the store then stays open, because closing it under an
     *     operation would crash the process
     */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        // A compaction that is under way would hold up closing for as long as it takes.
        space.cancelCompactions();
        try {
            // Only for a faster restart: what it leaves out is applied again from the Raft log.
            flush();
        } catch (StoreClosedException e) {
            return; // somebody else closed it
        } catch (StoreException e) {
            LOG.warn("What was written last is applied again after the next start: {}", e.getMessage());
        }
        closeNow();
    }

    private void closeNow() {
        boolean alone = false;
        try {
            alone = gate.writeLock().tryLock(config.closeWait().toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!alone) {
            throw new StoreException(
                    StoreException.Kind.IO,
                    "an operation on " + directory + " did not end within " + config.closeWait());
        }
        try {
            if (!closed) {
                closed = true;
                iterators.forEach(RocksIterator::close);
                snapshots.forEach(this::releaseNow);
                families.values().forEach(ColumnFamilyHandle::close);
                database.close();
                options.close();
            }
        } finally {
            gate.writeLock().unlock();
        }
    }

    byte @Nullable [] get(Family family, ReadOptions at, byte[] key) {
        enter();
        try {
            return database.get(handle(family), at, key);
        } catch (RocksDBException e) {
            throw fault("read", e);
        } finally {
            exit();
        }
    }

    StoreCursor cursor(Family family, ReadOptions at) {
        enter();
        try {
            RocksIterator iterator = database.newIterator(handle(family), at);
            iterators.add(iterator);
            return new StoreCursor(this, iterator);
        } finally {
            exit();
        }
    }

    void release(RocksIterator iterator) {
        gate.readLock().lock();
        try {
            if (iterators.remove(iterator)) {
                iterator.close();
            }
        } finally {
            gate.readLock().unlock();
        }
    }

    void release(Snapshot snapshot, ReadOptions at) {
        gate.readLock().lock();
        try {
            if (!closed && snapshots.remove(snapshot, at)) {
                releaseNow(snapshot, at);
            }
        } finally {
            gate.readLock().unlock();
        }
    }

    /** @throws StoreClosedException if it is closed: for those who would answer without asking the store */
    public void requireOpen() {
        if (closed) {
            throw new StoreClosedException();
        }
    }

    /** Every use of native memory stands between this and {@link #exit}. */
    void enter() {
        gate.readLock().lock();
        if (closed) {
            gate.readLock().unlock();
            throw new StoreClosedException();
        }
    }

    void exit() {
        gate.readLock().unlock();
    }

    StoreException fault(String doing, RocksDBException cause) {
        return directory.fault(doing, cause);
    }

    private void releaseNow(Snapshot snapshot, ReadOptions at) {
        at.close();
        database.releaseSnapshot(snapshot);
        snapshot.close();
    }

    ColumnFamilyHandle handle(Family family) {
        ColumnFamilyHandle handle = families.get(family);
        if (handle == null) {
            throw new IllegalStateException("no such family: " + family);
        }
        return handle;
    }
}
