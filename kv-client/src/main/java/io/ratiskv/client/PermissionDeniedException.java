package io.ratiskv.client;

import org.jspecify.annotations.Nullable;

/** The cluster knows who asks, or does not, and does not allow it. */
public final class PermissionDeniedException extends RejectedException {
    private static final long serialVersionUID = 1;

    public PermissionDeniedException(String message, @Nullable RequestId requestId) {
        super(message, false, requestId);
    }
}
