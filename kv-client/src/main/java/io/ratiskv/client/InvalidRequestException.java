package io.ratiskv.client;

import org.jspecify.annotations.Nullable;

/** The request itself is wrong; it was not applied, and sending it again as it is will not help. */
public abstract sealed class InvalidRequestException extends KvException
        permits InvalidArgumentException, TooLargeException {
    private static final long serialVersionUID = 1;

    private final String field;

    InvalidRequestException(String message, String field, @Nullable Throwable cause) {
        super(message, Outcome.NOT_APPLIED, false, null, cause);
        this.field = field;
    }

    /** What is wrong, dotted: {@code put.key}. */
    public final String field() {
        return field;
    }
}
