package io.ratiskv.client;

import org.jspecify.annotations.Nullable;

/** The id chosen for a lease is taken. */
public final class LeaseExistsException extends RejectedException {
    private static final long serialVersionUID = 1;

    public LeaseExistsException(String message, @Nullable RequestId requestId) {
        super(message, false, requestId);
    }
}
