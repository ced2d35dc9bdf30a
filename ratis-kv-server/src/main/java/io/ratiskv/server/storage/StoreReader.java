package io.ratiskv.server.storage;

import org.jspecify.annotations.Nullable;

/**
 * Rows, read from the store as it is now or from a {@link StoreSnapshot}. Every method throws {@link StoreException} on a
 * local fault and {@link StoreClosedException} once the store is closed.
 */
public interface StoreReader {
    /** The row, the caller's own; null if there is none. */
    byte @Nullable [] get(Family family, byte[] key);

    /** A walk over one family as it is at this moment, not yet anywhere. */
    StoreCursor cursor(Family family);
}
