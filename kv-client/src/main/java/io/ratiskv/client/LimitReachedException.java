package io.ratiskv.client;

import org.jspecify.annotations.Nullable;

/** The store holds as many leases, keys of a lease, or protected ranges as it may. Nothing was changed. */
public final class LimitReachedException extends RejectedException {
    private static final long serialVersionUID = 1;

    private final long limit;

    public LimitReachedException(String message, long limit, @Nullable RequestId requestId) {
        super(message, true, requestId);
        this.limit = limit;
    }

    public long limit() {
        return limit;
    }
}
