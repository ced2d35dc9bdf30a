package io.ratiskv.server.storage;

/**
 * A family's tables.
 *
 * @param rows in them, deleted and superseded ones included
 */
public record TableFigures(long rows, long bytes) {}
