package io.ratiskv.client;

/**
 * Answer to the revocation of a lease.
 *
 * @param revision store revision after it
 * @param deleted keys that hung on it
 */
public record RevokeResult(long revision, long deleted) implements WriteResult {}
