package io.ratiskv.client;

import org.jspecify.annotations.Nullable;

/** There is no such lease, or no more. */
public final class LeaseNotFoundException extends RejectedException {
    private static final long serialVersionUID = 1;

    public LeaseNotFoundException(String message, @Nullable RequestId requestId) {
        super(message, false, requestId);
    }
}
