package io.ratiskv.client;

import org.jspecify.annotations.Nullable;

/**
 * Another client was opened with the same identity and has taken the session over. This client can still read; every
 * further write of it ends like this. Two processes must not share an identity.
 */
public final class SessionFencedException extends SessionLostException {
    private static final long serialVersionUID = 1;

    public SessionFencedException(String message, Outcome outcome, @Nullable RequestId requestId) {
        super(message, outcome, false, requestId);
    }
}
