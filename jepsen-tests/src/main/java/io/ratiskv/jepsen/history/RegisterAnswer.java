package io.ratiskv.jepsen.history;

import org.jspecify.annotations.Nullable;

/**
 * What a register held right after a call.
 *
 * @param value what a read found, or what was written; null: never written
 * @param modRevision store revision of the write of that value; 0 if never written, {@link #UNKNOWN} if not told
 */
public record RegisterAnswer(@Nullable String value, long modRevision) {
    /** The answer did not name a revision. */
    public static final long UNKNOWN = -1;
}
