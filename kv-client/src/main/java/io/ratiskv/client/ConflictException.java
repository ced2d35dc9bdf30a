package io.ratiskv.client;

import org.jspecify.annotations.Nullable;

/**
 * Something that the transaction had read was changed before it could commit. {@link Kv#transact} retries by itself;
 * who sees this had no time left.
 */
public final class ConflictException extends RejectedException {
    private static final long serialVersionUID = 1;

    private final transient Bytes key;
    private final long revision;

    public ConflictException(String message, Bytes key, long revision, @Nullable RequestId requestId) {
        super(message, true, requestId);
        this.key = key;
        this.revision = revision;
    }

    /** The key that was changed. */
    public Bytes key() {
        return key;
    }

    /** Revision at which it was changed. */
    public long revision() {
        return revision;
    }
}
