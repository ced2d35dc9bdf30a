package io.ratiskv.client;

import org.jspecify.annotations.Nullable;

/** One transaction would write a key twice. */
public final class DuplicateKeyException extends RejectedException {
    private static final long serialVersionUID = 1;

    private final transient Bytes key;

    public DuplicateKeyException(String message, Bytes key, @Nullable RequestId requestId) {
        super(message, false, requestId);
        this.key = key;
    }

    public Bytes key() {
        return key;
    }
}
