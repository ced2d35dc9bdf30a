package io.ratiskv.server.storage;

import java.io.IOException;
import org.rocksdb.Env;
import org.rocksdb.RocksDBException;
import org.rocksdb.SstFileManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a compaction begin only if all that it reads could be written once more into what is free: it gives nothing back before it
 * has ended, and one that meets the end of the disk takes the flush beside it along, which stops the store.
 *
 * <p>RocksDB asks its {@link SstFileManager} before each compaction whether tables, what compactions under way read, what this
 * one reads, and a buffer stay within a bound. So the bound is out of reach, and the buffer is set to what lies between it and
 * the room there is, several times a second. RocksDB could call back instead when compactions begin and end; but a process that
 * is halted while one of its threads calls into Java waits for that thread, and that one for the process.
 *
 * <p>Thread: any.
 */
final class CompactionGate implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CompactionGate.class);
    private static final long BOUND_BYTES = 1L << 60;

    private final SstFileManager tables;
    private final FreeSpace free;
    private boolean bounded;

    CompactionGate(FreeSpace free) throws RocksDBException {
        this.tables = new SstFileManager(Env.getDefault());
        this.free = free;
    }

    SstFileManager tables() {
        return tables;
    }

    /**
     * Compactions leave so many bytes free from now on. Before the first call they take what they want.
     *
     * @param underWayBytes what compactions under way read. When one ends, RocksDB counts as given back what it has replaced; but
     *     snapshots may hold on to that, so until the next call it is taken for as good as lost
     */
    synchronized void leave(long bytes, long underWayBytes) {
        long room;
        try {
            room = Math.max(0, free.bytes() - bytes - underWayBytes);
        } catch (IOException e) {
            LOG.warn("The room for compactions cannot be told, so none begins: {}", e.toString());
            room = 0;
        }
        tables.setCompactionBufferSize(BOUND_BYTES - tables.getTotalSize() - Math.min(room, BOUND_BYTES / 2));
        if (!bounded) {
            tables.setMaxAllowedSpaceUsage(BOUND_BYTES);
            bounded = true;
        }
    }

    @Override
    public void close() {
        tables.close();
    }
}
