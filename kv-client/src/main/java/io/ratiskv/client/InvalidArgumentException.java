package io.ratiskv.client;

import org.jspecify.annotations.Nullable;

/** A field of the request holds what it must not. */
public final class InvalidArgumentException extends InvalidRequestException {
    private static final long serialVersionUID = 1;

    public InvalidArgumentException(String field, String message) {
        this(field, message, null);
    }

    InvalidArgumentException(String field, String message, @Nullable Throwable cause) {
        super(field + ": " + message, field, cause);
    }
}
