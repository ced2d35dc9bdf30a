package io.ratiskv.server.apply;

import io.ratiskv.server.command.LogFormats;
import io.ratiskv.server.storage.StoreConfig;

/**
 * Bounds of the state that each member may set for itself: none of them changes what a command does.
 *
 * @param store of the store beneath
 * @param sortBytesMax memory for one range read that is not in ascending key order
 * @param newestBytesMax memory for the newest states of the keys that were written last
 * @param batchBytesMax size at which the changes of one Raft entry are written in several steps
 * @param formats formats of entries that this build reads
 */
public record StateLimits(
        StoreConfig store, long sortBytesMax, long newestBytesMax, long batchBytesMax, LogFormats formats) {
    private static final long MIB = 1024 * 1024;

    /** With the formats of this build. */
    public StateLimits(StoreConfig store, long sortBytesMax, long newestBytesMax, long batchBytesMax) {
        this(store, sortBytesMax, newestBytesMax, batchBytesMax, LogFormats.OURS);
    }

    public static StateLimits defaults() {
        return new StateLimits(StoreConfig.defaults(), 32 * MIB, 64 * MIB, 32 * MIB);
    }

    public StateLimits reading(LogFormats known) {
        return new StateLimits(store, sortBytesMax, newestBytesMax, batchBytesMax, known);
    }
}
