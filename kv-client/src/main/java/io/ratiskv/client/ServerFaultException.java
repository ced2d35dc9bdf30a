package io.ratiskv.client;

import org.jspecify.annotations.Nullable;

/** A member answered that it has a fault of its own, or answered what it should not; look into its log. */
public final class ServerFaultException extends KvException {
    private static final long serialVersionUID = 1;

    public ServerFaultException(String message, Outcome outcome, @Nullable RequestId requestId) {
        super(message, outcome, false, requestId, null);
    }
}
