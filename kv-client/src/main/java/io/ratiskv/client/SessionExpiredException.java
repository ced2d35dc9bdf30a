package io.ratiskv.client;

import org.jspecify.annotations.Nullable;

/**
 * The session was past its retention, or closed, when the write (or the question after it) arrived, and the client had
 * already sent the write before: what became of it can no longer be told. The next write opens a new session.
 */
public final class SessionExpiredException extends SessionLostException {
    private static final long serialVersionUID = 1;

    public SessionExpiredException(String message, Outcome outcome, @Nullable RequestId requestId) {
        super(message, outcome, outcome == Outcome.NOT_APPLIED, requestId);
    }
}
