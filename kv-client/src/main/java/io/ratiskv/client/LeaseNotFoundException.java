package io.ratiskv.client;

import org.jspecify.annotations.Nullable;

/** The lease named in a put does not exist. */
public final class LeaseNotFoundException extends RejectedException {
    private static final long serialVersionUID = 1;

    public LeaseNotFoundException(String message, @Nullable RequestId requestId) {
        super(message, false, requestId);
    }
}
