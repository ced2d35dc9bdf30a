package io.ratiskv.server.storage;

import java.time.Duration;

/**
 * Bounds of one store's memory, files and patience.
 *
 * @param blockCacheBytes memory for blocks read from disk, index and filter blocks included
 * @param writeBufferBytes memory for rows not yet flushed, all families together
 * @param openFilesMax most table files held open
 * @param backgroundJobs most threads that flush and compact
 * @param closeWait longest time that closing waits for operations that are under way
 */
public record StoreConfig(
        long blockCacheBytes, long writeBufferBytes, int openFilesMax, int backgroundJobs, Duration closeWait) {
    private static final long MIB = 1024 * 1024;

    /** Tables of the first level until they are merged, two; and the next one that they are merged into, four at most. */
    private static final int COMPACTION_BUFFERS = 6;

    public StoreConfig {
        require(blockCacheBytes >= MIB, "blockCacheBytes", blockCacheBytes);
        require(writeBufferBytes >= MIB, "writeBufferBytes", writeBufferBytes);
        require(openFilesMax >= 64, "openFilesMax", openFilesMax);
        require(backgroundJobs >= 1, "backgroundJobs", backgroundJobs);
        require(!closeWait.isNegative(), "closeWait", closeWait.toMillis());
    }

    public static StoreConfig defaults() {
        return new StoreConfig(128 * MIB, 128 * MIB, 1_000, 2, Duration.ofSeconds(10));
    }

    /** What one compaction may take of the disk before it gives anything back, about. */
    public long compactionBytes() {
        return compactionBytes(writeBufferBytes);
    }

    /** As above, with memory of this size for rows not yet flushed. */
    public static long compactionBytes(long writeBufferBytes) {
        return COMPACTION_BUFFERS * writeBufferBytes;
    }

    private static void require(boolean holds, String name, long actual) {
        if (!holds) {
            throw new IllegalArgumentException(name + " is out of bounds: " + actual);
        }
    }
}
