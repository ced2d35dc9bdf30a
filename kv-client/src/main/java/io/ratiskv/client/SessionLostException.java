package io.ratiskv.client;

import org.jspecify.annotations.Nullable;

/** The session that made writes happen once is gone or belongs to somebody else. See {@link #outcome}. */
public abstract sealed class SessionLostException extends KvException
        permits SessionExpiredException, SessionFencedException {
    private static final long serialVersionUID = 1;

    SessionLostException(String message, Outcome outcome, boolean retryable, @Nullable RequestId requestId) {
        super(message, outcome, retryable, requestId, null);
    }
}
