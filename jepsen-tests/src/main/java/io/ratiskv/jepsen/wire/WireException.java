package io.ratiskv.jepsen.wire;

import io.ratiskv.protocol.Error;
import java.io.IOException;

/** The member answered with an error. */
public final class WireException extends IOException {
    private static final long serialVersionUID = 1L;

    private final Error error;

    WireException(Error error) {
        super(error.getCode() + ": " + error.getMessage());
        this.error = error;
    }

    /** The error as it came. */
    public Error error() {
        return error;
    }
}
