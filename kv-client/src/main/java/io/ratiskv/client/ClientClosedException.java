package io.ratiskv.client;

import org.jspecify.annotations.Nullable;

/** The client was closed before or during the call. */
public final class ClientClosedException extends KvException {
    private static final long serialVersionUID = 1;

    public ClientClosedException(String message, Outcome outcome, @Nullable RequestId requestId) {
        super(message, outcome, false, requestId, null);
    }
}
