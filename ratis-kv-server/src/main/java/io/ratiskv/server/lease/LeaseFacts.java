package io.ratiskv.server.lease;

/**
 * A lease at one moment.
 *
 * @param deadlineMillis log time at which it ends unless it is kept alive
 * @param keys number of keys that hang on it
 */
public record LeaseFacts(long id, long ttlMillis, long deadlineMillis, int keys) {}
