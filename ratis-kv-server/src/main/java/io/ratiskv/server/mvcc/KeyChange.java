package io.ratiskv.server.mvcc;

import org.jspecify.annotations.Nullable;

/**
 * One event: a key came into a new state.
 *
 * @param revision at which it did
 * @param before its state until then; null if it did not exist
 * @param after its state from then on, a tombstone if it was deleted
 */
public record KeyChange(long revision, @Nullable KeyVersion before, KeyVersion after) {
    public byte[] key() {
        return after.key();
    }
}
