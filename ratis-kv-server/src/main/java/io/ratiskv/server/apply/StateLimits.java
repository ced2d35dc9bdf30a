package io.ratiskv.server.apply;

import io.ratiskv.server.storage.StoreConfig;

/**
 * Bounds of the state that each member may set for itself: none of them changes what a command does.
 *
 * @param store of the store beneath
 * @param sortBytesMax memory for one range read that is not in ascending key order
 * @param newestBytesMax memory for the newest states of the keys that were written last
 * @param batchBytesMax size at which the changes of one Raft entry are written in several steps
 */
public record StateLimits(StoreConfig store, long sortBytesMax, long newestBytesMax, long batchBytesMax) {
    private static final long MIB = 1024 * 1024;

    public static StateLimits defaults() {
        return new StateLimits(StoreConfig.defaults(), 32 * MIB, 64 * MIB, 32 * MIB);
    }
}
