package io.ratiskv.client;

/**
 * Keys that only writes with a {@link Fence} may change.
 *
 * @param newestToken greatest token seen; 0 = none yet
 */
public record ProtectedRange(KeyRange keys, long newestToken) {}
