package io.ratiskv.client;

import org.jspecify.annotations.Nullable;

/** The revision asked for is no longer kept. */
public final class CompactedException extends RejectedException {
    private static final long serialVersionUID = 1;

    private final long oldestRevision;

    public CompactedException(String message, long oldestRevision, @Nullable RequestId requestId) {
        super(message, false, requestId);
        this.oldestRevision = oldestRevision;
    }

    /** Oldest revision that can still be read. */
    public long oldestRevision() {
        return oldestRevision;
    }
}
