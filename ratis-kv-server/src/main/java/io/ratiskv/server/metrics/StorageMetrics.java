package io.ratiskv.server.metrics;

/** The store and the disk below it. */
public final class StorageMetrics {
    private static final String ROOM = "storage";

    public final Level storeBytes;
    public final Level freeDiskBytes;
    public final Level totalDiskBytes;
    public final Level requiredDiskBytes;
    public final Level criticalDiskBytes;
    public final Level usedBytes;
    public final Level quotaBytes;
    public final Level pressed;
    public final Level full;
    public final Level critical;
    public final Tally reclaimRounds;
    public final Tally reclaimedBytes;
    public final Level blockCacheBytes;
    public final Level memtableBytes;
    public final Level tableBytes;
    public final Level pendingCompactionBytes;
    public final Level runningCompactions;
    public final Level levelZeroFiles;
    public final Level stalled;

    StorageMetrics(Meters meters) {
        storeBytes = meters.level(ROOM, "store", Unit.BYTES, "Files of the live store.");
        freeDiskBytes = meters.level(ROOM, "free_disk", Unit.BYTES, "Free space where the data directory is.");
        totalDiskBytes = meters.level(ROOM, "total_disk", Unit.BYTES, "Size of the disk where the data directory is.");
        requiredDiskBytes = meters.level(
                ROOM,
                "required_disk",
                Unit.BYTES,
                "Free space below which writes that grow the data are refused: storage.min-free-bytes.");
        criticalDiskBytes = meters.level(
                ROOM,
                "critical_disk",
                Unit.BYTES,
                "Free space below which no member grows: storage.critical-free-bytes, as it counts.");
        usedBytes = meters.level(
                ROOM, "used", Unit.BYTES, "What the database takes: tables in use, and what is in none yet.");
        quotaBytes = meters.level(
                ROOM, "quota", Unit.BYTES, "What the database may take: storage.quota-bytes; 0 = no bound.");
        pressed = meters.level(
                ROOM, "pressed", Unit.STATE, "Whether this member gives space back beforehand, by quota or disk.");
        full = meters.level(ROOM, "full", Unit.STATE, "Whether this member has no room for writes that grow the data.");
        critical =
                meters.level(ROOM, "critical", Unit.STATE, "Whether only the reserve is left of this member's disk.");
        reclaimRounds =
                meters.tally(ROOM, "reclaim", Unit.ROUNDS, "How often tables were rewritten because space was short.");
        reclaimedBytes =
                meters.tally(ROOM, "reclaimed", Unit.BYTES, "What these rounds have made the store smaller by.");
        blockCacheBytes = meters.level(ROOM, "block_cache", Unit.BYTES, "RocksDB's block cache, as it is filled.");
        memtableBytes = meters.level(ROOM, "memtable", Unit.BYTES, "RocksDB's memtables: applied and not yet on disk.");
        tableBytes = meters.level(ROOM, "table", Unit.BYTES, "RocksDB's tables that are in use.");
        pendingCompactionBytes = meters.level(
                ROOM, "pending_compaction", Unit.BYTES, "Bytes that RocksDB would have to rewrite to be in shape.");
        runningCompactions = meters.level(ROOM, "compaction", Unit.TASKS, "RocksDB's compactions that are running.");
        levelZeroFiles = meters.level(ROOM, "level_zero", Unit.FILES, "Tables that are not sorted into levels yet.");
        stalled = meters.level(
                ROOM, "stalled", Unit.STATE, "Whether RocksDB holds up or slows down writes until it has caught up.");
    }
}
