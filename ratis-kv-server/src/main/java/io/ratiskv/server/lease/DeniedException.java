package io.ratiskv.server.lease;

import org.jspecify.annotations.Nullable;

/** Leases or fences do not allow it; nothing was changed. The same on every member. */
public final class DeniedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Why. */
    public enum Reason {
        LEASE_NOT_FOUND,
        LEASE_EXISTS,
        TOO_MANY_LEASES,
        LEASE_KEYS_FULL,
        FENCE_STALE,
        FENCE_REQUIRED,
        TOO_MANY_PROTECTED
    }

    private final Reason reason;
    private final transient byte @Nullable [] key;
    private final long limit;
    private final long actual;

    private DeniedException(Reason reason, String message, byte @Nullable [] key, long limit, long actual) {
        super(message, null, false, false);
        this.reason = reason;
        this.key = key;
        this.limit = limit;
        this.actual = actual;
    }

    static DeniedException lease(Reason reason, long id, String what) {
        return new DeniedException(reason, "lease " + id + " " + what, null, 0, 0);
    }

    static DeniedException limit(Reason reason, String what, long limit) {
        return new DeniedException(reason, what, null, limit, 0);
    }

    static DeniedException full(long lease, byte[] key, String what, long limit) {
        return new DeniedException(Reason.LEASE_KEYS_FULL, "lease " + lease + " " + what, key, limit, 0);
    }

    /** @param newest token that the range has seen, if that is why */
    static DeniedException fence(Reason reason, String what, byte[] key, long newest) {
        return new DeniedException(reason, what, key, 0, newest);
    }

    public Reason reason() {
        return reason;
    }

    /** The key that it is about, if it is about one. */
    public byte @Nullable [] key() {
        return key;
    }

    /** The bound that was hit; 0 if none was. */
    public long limit() {
        return limit;
    }

    /** The newest token that was seen; 0 if that does not matter. */
    public long actual() {
        return actual;
    }
}
