package io.ratiskv.client;

import org.jspecify.annotations.Nullable;

/** The key is protected, and the write came without a fence or with one that is too old. Nothing was changed. */
public final class FenceException extends RejectedException {
    private static final long serialVersionUID = 1;

    private final transient Bytes key;
    private final long newestToken;

    public FenceException(String message, Bytes key, long newestToken, @Nullable RequestId requestId) {
        super(message, false, requestId);
        this.key = key;
        this.newestToken = newestToken;
    }

    /** A protected key that was to be written. */
    public Bytes key() {
        return key;
    }

    /** Greatest token seen; 0 if the write came without a fence. */
    public long newestToken() {
        return newestToken;
    }
}
