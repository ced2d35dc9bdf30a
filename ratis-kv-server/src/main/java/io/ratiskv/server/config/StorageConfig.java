package io.ratiskv.server.config;

import java.util.List;

/**
 * What the store may use of memory and disk.
 *
 * @param blockCacheBytes memory for blocks of the store's files
 * @param writeBufferBytes memory for what is applied and not yet in a file, over all columns
 * @param newestBytes heap for the newest states of keys that were written or read lately
 * @param quotaBytes most bytes of the database; 0 = no bound
 * @param minFreeBytes free space of the disk below which writes that grow the data are refused; 0 = never
 * @param criticalFreeBytes free space below which deletes go step by step
 */
public record StorageConfig(
        long blockCacheBytes,
        long writeBufferBytes,
        long newestBytes,
        long quotaBytes,
        long minFreeBytes,
        long criticalFreeBytes) {
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

    static final Setting<Long> QUOTA_BYTES = Setting.bytes(
            "storage.quota-bytes",
            // What a member is made for: at this size it is still filled, checked and restarted within minutes.
            8L << 30,
            0,
            1L << 50,
            "Most bytes of the database, history included; beyond it writes that grow it are refused until deletes have"
                    + " made room, which they always can. Snapshots and log come on top: give the disk two and a half"
                    + " times this. 0 = no bound.");

    static final Setting<Long> MIN_FREE_BYTES = Setting.bytes(
            "storage.min-free-bytes",
            512L << 20,
            0,
            1L << 50,
            "Free space of the data directory's disk below which writes that grow the data are refused until there is"
                    + " room again. What frees space lives on what is left: half of storage.critical-free-bytes and seven"
                    + " times storage.write-buffer-bytes are enough for it. 0 = never refuse.");

    static final Setting<Long> CRITICAL_FREE_BYTES = Setting.bytes(
            "storage.critical-free-bytes",
            128L << 20,
            0,
            1L << 50,
            "Free space below which no member of the cluster takes writes that grow the data, for this member's sake. At"
                    + " most half of storage.min-free-bytes counts. Keep it above storage.write-buffer-bytes.");

    static final List<Setting<?>> SETTINGS = List.of(
            BLOCK_CACHE_BYTES, WRITE_BUFFER_BYTES, NEWEST_BYTES, QUOTA_BYTES, MIN_FREE_BYTES, CRITICAL_FREE_BYTES);

    static StorageConfig from(Settings settings) {
        return new StorageConfig(
                settings.get(BLOCK_CACHE_BYTES),
                settings.get(WRITE_BUFFER_BYTES),
                settings.get(NEWEST_BYTES),
                settings.get(QUOTA_BYTES),
                settings.get(MIN_FREE_BYTES),
                settings.get(CRITICAL_FREE_BYTES));
    }
}
