package io.ratiskv.client;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The members have no space for more, and this write might grow what they keep; it was not applied. Deletes work, and what they
 * delete is given back within seconds, so the same write may succeed a little later without anybody doing anything else.
 */
public final class OutOfSpaceException extends OverloadedException {
    private static final long serialVersionUID = 1;

    private final String setting;
    private final long limitBytes;
    private final long actualBytes;

    public OutOfSpaceException(
            String message,
            String setting,
            long limitBytes,
            long actualBytes,
            Duration retryAfter,
            List<Tried> tried,
            @Nullable RequestId requestId) {
        super(message, retryAfter, tried, requestId);
        this.setting = setting;
        this.limitBytes = limitBytes;
        this.actualBytes = actualBytes;
    }

    /** The members' setting that is the bound: {@code storage.quota-bytes}, {@code storage.min-free-bytes}, … */
    public String setting() {
        return setting;
    }

    /** The bound. */
    public long limitBytes() {
        return limitBytes;
    }

    /** What was found: for a quota what is used, for a disk what is free. */
    public long actualBytes() {
        return actualBytes;
    }
}
