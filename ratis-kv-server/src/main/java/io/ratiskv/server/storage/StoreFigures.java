package io.ratiskv.server.storage;

/**
 * How RocksDB is, at one moment; bytes unless it says otherwise.
 *
 * @param memtableBytes written and not yet on disk
 * @param tableBytes tables in use
 * @param pendingCompactionBytes to be rewritten until everything is in shape
 * @param runningCompactions how many
 * @param levelZeroFiles tables that are not sorted into levels yet
 * @param stalled whether writes are held up or slowed down until compaction has caught up
 */
public record StoreFigures(
        long blockCacheBytes,
        long memtableBytes,
        long tableBytes,
        long pendingCompactionBytes,
        long runningCompactions,
        long levelZeroFiles,
        boolean stalled) {}
