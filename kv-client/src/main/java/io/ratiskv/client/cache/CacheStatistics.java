package io.ratiskv.client.cache;

/**
 * What a cache has done so far, and how it is. The numbers are taken one after the other, not all at one moment.
 *
 * @param hits answered without asking the store
 * @param confirmed the store was asked, and had nothing newer: no value was sent
 * @param loads the store was asked, and sent what it has
 * @param changes entries that the watch has replaced
 * @param uncached answers that were not kept, because the key was changed meanwhile or the watch is not there
 * @param resets times that everything was dropped because history was compacted
 * @param evictions entries dropped for lack of room
 * @param entries keys held, those included that are known not to exist
 * @param bytes their keys and values
 * @param revision everything up to here was applied; 0 before the watch is there
 * @param watching the watch has not ended; if it has, every call asks the store
 */
public record CacheStatistics(
        long hits,
        long confirmed,
        long loads,
        long changes,
        long uncached,
        long resets,
        long evictions,
        long entries,
        long bytes,
        long revision,
        boolean watching) {}
