package io.ratiskv.client;

import org.jspecify.annotations.Nullable;

/** A put was to keep the value or lease of a key that does not exist. */
public final class KeyNotFoundException extends RejectedException {
    private static final long serialVersionUID = 1;

    private final transient Bytes key;

    public KeyNotFoundException(String message, Bytes key, @Nullable RequestId requestId) {
        super(message, false, requestId);
        this.key = key;
    }

    public Bytes key() {
        return key;
    }
}
