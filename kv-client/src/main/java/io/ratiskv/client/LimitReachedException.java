package io.ratiskv.client;

import org.jspecify.annotations.Nullable;

/** There are as many leases, keys of a lease, protected ranges, or watches of a member, as there may be. Nothing was changed. */
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
