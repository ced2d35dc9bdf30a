package io.ratiskv.client;

/**
 * A transaction that went through.
 *
 * @param value what the body answered
 * @param revision revision that its writes made; for one that only read: the revision it read; 0 if it did neither
 * @param attempts how often the body ran
 */
public record Committed<T>(T value, long revision, int attempts) {}
