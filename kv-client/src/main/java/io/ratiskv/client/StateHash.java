package io.ratiskv.client;

/**
 * Rolling hash over the effects of every command up to an index: equal on every member at the same index.
 *
 * @param hash 64 bits
 */
public record StateHash(long appliedIndex, long revision, long hash) {}
