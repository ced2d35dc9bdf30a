package io.ratiskv.server.config;

import java.util.List;

/**
 * What the store may use of memory and disk.
 *
 * @param blockCacheBytes memory for blocks of the store's files
 * @param writeBufferBytes memory for what is applied and not yet in a file, over all columns
 * @param newestBytes heap for the newest states of keys that were written or read lately
 * @param minFreeBytes free space of the disk below which writes are refused
 */
public record StorageConfig(long blockCacheBytes, long writeBufferBytes, long newestBytes, long minFreeBytes) {
    static final Setting<Long> BLOCK_CACHE_BYTES = Setting.bytes(
            "storage.block-cache-bytes",
            128L << 20,
            1L << 20,
            1L << 40,
            "Memory for blocks of the store's files, outside of the Java heap.");

    static final Setting<Long> WRITE_BUFFER_BYTES = Setting.bytes(
            "storage.write-buffer-bytes",
            64L << 20,
            1L << 20,
            1L << 36,
            "Memory for what is applied and not yet in a file, over all columns, outside of the Java heap.");

    static final Setting<Long> NEWEST_BYTES = Setting.bytes(
            "storage.newest-bytes",
            64L << 20,
            0,
            1L << 36,
            "Memory on the Java heap for the newest states of keys that were written or read lately: writing and reading"
                    + " them needs no look into the store.");

    static final Setting<Long> MIN_FREE_BYTES = Setting.bytes(
            "storage.min-free-bytes",
            512L << 20,
            0,
            1L << 50,
            "Free space of the data directory's disk below which writes are refused until there is room again.");

    static final List<Setting<?>> SETTINGS =
            List.of(BLOCK_CACHE_BYTES, WRITE_BUFFER_BYTES, NEWEST_BYTES, MIN_FREE_BYTES);

    static StorageConfig from(Settings settings) {
        return new StorageConfig(
                settings.get(BLOCK_CACHE_BYTES),
                settings.get(WRITE_BUFFER_BYTES),
                settings.get(NEWEST_BYTES),
                settings.get(MIN_FREE_BYTES));
    }
}
