package io.ratiskv.jepsen.history;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A call whose answer names the store revision at which it happened: a {@link RevisionAnswer}. No deletes. */
public sealed interface RevisionRequest {
    /** The key that is read or written. */
    String key();

    /**
     * Sets a key.
     *
     * @param key that is set
     */
    record Write(String key) implements RevisionRequest {}

    /**
     * Reads a key.
     *
     * @param key that is read
     * @param minRevision the answer must be at this store revision or a later one; 0 = not asked for
     * @param maxAge everything acknowledged longer ago than this when the read is invoked must be in the answer, zero = a
     *     linearizable read; null = any age
     */
    record Read(String key, long minRevision, @Nullable Duration maxAge) implements RevisionRequest {}
}
