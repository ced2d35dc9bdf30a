package io.ratiskv.client;

import org.jspecify.annotations.Nullable;

/** The revision asked for does not exist yet. */
public final class FutureRevisionException extends RejectedException {
    private static final long serialVersionUID = 1;

    private final long newestRevision;

    public FutureRevisionException(String message, long newestRevision, @Nullable RequestId requestId) {
        super(message, false, requestId);
        this.newestRevision = newestRevision;
    }

    /** Newest revision that there is. */
    public long newestRevision() {
        return newestRevision;
    }
}
