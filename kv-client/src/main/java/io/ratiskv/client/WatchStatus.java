package io.ratiskv.client;

/**
 * One watch of one member.
 *
 * @param remote {@code host:port} of its client
 * @param revision everything up to here was told
 * @param lag revisions that it is behind the member's state
 * @param synced is told of changes as they are applied; else it reads history, or waits for its client
 * @param blocked waits for its client to consume
 * @param windowUsedBytes told and not consumed
 */
public record WatchStatus(
        String remote,
        String clientName,
        String name,
        KeyRange keys,
        long revision,
        long lag,
        boolean synced,
        boolean blocked,
        long events,
        long bytes,
        long windowUsedBytes,
        long windowBytes,
        long resets) {}
