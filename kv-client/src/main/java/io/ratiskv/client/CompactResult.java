package io.ratiskv.client;

/**
 * Answer to a compaction.
 *
 * @param revision store revision
 * @param compactRevision oldest revision that can still be read
 */
public record CompactResult(long revision, long compactRevision) implements WriteResult {}
