package io.ratiskv.server.apply;

import io.ratiskv.protocol.Error;
import io.ratiskv.protocol.ErrorCode;

/**
 * Unwinds a command that cannot be carried out, however deep in a transaction: caught by {@link CommandApplier}, which
 * undoes the command and makes it an answer. Never leaves the room.
 */
final class Rejection extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Error error;

    Rejection(Error error) {
        super(error.getMessage(), null, false, false);
        this.error = error;
    }

    Rejection(ErrorCode code, String message) {
        this(Error.newBuilder().setCode(code).setMessage(message).build());
    }

    Error error() {
        return error;
    }
}
