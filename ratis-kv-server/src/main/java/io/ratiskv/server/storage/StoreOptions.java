package io.ratiskv.server.storage;

import java.util.ArrayList;
import java.util.List;
import org.rocksdb.AbstractNativeReference;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompactRangeOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.TablePropertiesCollectorFactory;
import org.rocksdb.WriteOptions;

/** RocksDB's options, and everything native that must outlive the open store. */
final class StoreOptions implements AutoCloseable {
    private static final int BLOOM_BITS_PER_KEY = 10;
    /** Of the memtable's memory. */
    private static final double MEMTABLE_FILTER_RATIO = 0.02;

    private static final int INFO_LOG_FILES = 4;
    private static final int INFO_LOG_BYTES = 4 * 1024 * 1024;
    private static final int BLOCK_BYTES = 8 * 1024;
    private static final long LEVEL_BUFFERS = 4;

    /** A table meets ten of the next level: with smaller ones a compaction takes less disk beside what it replaces. */
    private static final long TABLES_PER_BUFFER = 4;

    /** So many deletions among so many neighbouring rows, or such a share of a whole table. */
    private static final long DELETIONS_WINDOW = 1_024;

    private static final long DELETIONS_TRIGGER = 768;
    private static final double DELETIONS_RATIO = 0.5;

    private final List<AbstractNativeReference> natives = new ArrayList<>();
    private final StoreConfig config;
    private final Cache cache;
    private final CompactRangeOptions manualCompaction;
    private final CompactionGate gate;

    StoreOptions(StoreConfig config, FreeSpace free) throws RocksDBException {
        this.config = config;
        this.gate = new CompactionGate(free);
        this.cache = keep(new LRUCache(config.blockCacheBytes()));
        // Beside RocksDB's own, not instead of them.
        this.manualCompaction = keep(new CompactRangeOptions()).setExclusiveManualCompaction(false);
    }

    DBOptions database() {
        return keep(new DBOptions())
                .setCreateIfMissing(true)
                .setCreateMissingColumnFamilies(true)
                // Without it families come back from a crash each at another batch.
                .setAtomicFlush(true)
                .setParanoidChecks(true)
                .setDbWriteBufferSize(config.writeBufferBytes())
                .setMaxOpenFiles(config.openFilesMax())
                .setMaxBackgroundJobs(config.backgroundJobs())
                .setSstFileManager(gate.tables())
                .setStatsDumpPeriodSec(0)
                .setKeepLogFileNum(INFO_LOG_FILES)
                .setMaxLogFileSize(INFO_LOG_BYTES)
                .setInfoLogLevel(InfoLogLevel.WARN_LEVEL);
    }

    List<ColumnFamilyDescriptor> families() {
        List<ColumnFamilyDescriptor> descriptors = new ArrayList<>();
        for (Family family : Family.values()) {
            descriptors.add(new ColumnFamilyDescriptor(
                    family.diskName().getBytes(java.nio.charset.StandardCharsets.US_ASCII), options(family)));
        }
        return descriptors;
    }

    WriteOptions write() {
        return keep(new WriteOptions()).setDisableWAL(true);
    }

    ReadOptions read() {
        return keep(new ReadOptions()).setVerifyChecksums(true);
    }

    CompactRangeOptions manualCompaction() {
        return manualCompaction;
    }

    CompactionGate gate() {
        return gate;
    }

    /** Compactions asked for end soon, and new ones do not begin. */
    void cancelCompactions() {
        manualCompaction.setCanceled(true);
    }

    @Override
    public void close() {
        for (int i = natives.size() - 1; i >= 0; i--) {
            natives.get(i).close();
        }
        natives.clear();
        gate.close();
    }

    private ColumnFamilyOptions options(Family family) {
        BlockBasedTableConfig table = new BlockBasedTableConfig()
                .setBlockCache(cache)
                .setBlockSize(BLOCK_BYTES)
                .setCacheIndexAndFilterBlocks(true)
                .setPinL0FilterAndIndexBlocksInCache(true);
        if (family == Family.LATEST) {
            // Most writes ask for one key first, and new keys are on no disk.
            table.setFilterPolicy(keep(new BloomFilter(BLOOM_BITS_PER_KEY)));
        }
        ColumnFamilyOptions options = keep(new ColumnFamilyOptions(denseDeletions()));
        if (family == Family.LATEST) {
            options.setMemtableWholeKeyFiltering(true).setMemtablePrefixBloomSizeRatio(MEMTABLE_FILTER_RATIO);
        }
        return options.setTableFormatConfig(table)
                .setWriteBufferSize(Math.max(1, config.writeBufferBytes() / 2))
                .setTargetFileSizeBase(Math.max(1, config.writeBufferBytes() / TABLES_PER_BUFFER))
                .setMaxCompactionBytes(config.compactionBytes() / 2)
                .setMaxBytesForLevelBase(LEVEL_BUFFERS * config.writeBufferBytes())
                .setLevelCompactionDynamicLevelBytes(true)
                .setCompressionType(CompressionType.LZ4_COMPRESSION);
    }

    /**
     * Tables in which many rows in a row are deletions are compacted at once: what history leaves behind goes by itself,
     * not only when the next writes of the same keys come by.
     */
    private Options denseDeletions() {
        TablePropertiesCollectorFactory dense =
                keep(TablePropertiesCollectorFactory.NewCompactOnDeletionCollectorFactory(
                        DELETIONS_WINDOW, DELETIONS_TRIGGER, DELETIONS_RATIO));
        Options options = keep(new Options());
        options.setTablePropertiesCollectorFactory(List.of(dense));
        return options;
    }

    private <T extends AbstractNativeReference> T keep(T reference) {
        natives.add(reference);
        return reference;
    }
}
