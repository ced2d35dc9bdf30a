package io.ratiskv.server.config;

import java.util.Optional;

/**
 * Whether the Java heap holds what may be in it while clients write as much as they are let: a member whose heap is smaller
 * works until the first flood, and then dies of it.
 *
 * <p>What grows with the data comes on top and is bounded for itself, the same on all members: answers kept for open
 * sessions (256 MiB), keys on leases (64 MiB and 150 bytes each).
 */
final class HeapBounds {
    /** The process itself: threads, connections, gRPC, caches of a few entries. */
    static final long PROCESS_BYTES = 64L << 20;

    /** What Ratis remembers of each entry until a snapshot lets the log end behind it, about. */
    static final long ENTRY_BYTES = 350;

    /** Collectors that copy keep a part of the heap free, up to a ninth, and do not count it. */
    private static final double FLAG_PER_BYTE = 1.15;

    private static final long FLAG_STEP = 32L << 20;

    private HeapBounds() {}

    /** What may be in the heap at once, each with the factor by which it is there. */
    private static long neededBytes(ServerConfig config) {
        return PROCESS_BYTES
                // As commands, and once more in the entries that hold them.
                + 2 * config.proposer().maxPendingBytes()
                // Ratis keeps the entries of the newest segment as objects. Small ones take more than their bytes.
                + 2 * config.raft().logSegmentBytes()
                + ENTRY_BYTES
                        * ((long) config.snapshot().everyEntries()
                                + config.raft().logPreservedEntries())
                + config.storage().newestBytes()
                + config.watch().recentBytes()
                + config.watch().handOverBytes();
    }

    /**
     * What is wrong, and what to do; empty: nothing.
     *
     * @param heapBytes most that Java gives to objects
     */
    static Optional<String> problem(ServerConfig config, long heapBytes) {
        long needed = neededBytes(config);
        if (heapBytes >= needed) {
            return Optional.empty();
        }
        return Optional.of(
                "the Java heap is " + mebibytes(heapBytes) + ", and what may be in it is " + mebibytes(needed)
                        + ": the process " + mebibytes(PROCESS_BYTES)
                        + ", twice " + ProposerConfig.MAX_PENDING_BYTES
                        + ", twice " + RaftConfig.LOG_SEGMENT_BYTES
                        + ", " + ENTRY_BYTES + " bytes for each of " + SnapshotConfig.EVERY_ENTRIES
                        + " and " + RaftConfig.LOG_PRESERVED_ENTRIES
                        + ", " + StorageConfig.NEWEST_BYTES
                        + ", " + WatchConfig.RECENT_BYTES
                        + " and " + WatchConfig.HAND_OVER_BYTES
                        + ". Lower one of these, or give Java at least -Xmx" + flagBytes(needed) / (1 << 20) + "m");
    }

    private static long flagBytes(long needed) {
        long steps = (long) Math.ceil(needed * FLAG_PER_BYTE / FLAG_STEP);
        return steps * FLAG_STEP;
    }

    private static String mebibytes(long bytes) {
        return bytes / (1 << 20) + " MiB";
    }
}
