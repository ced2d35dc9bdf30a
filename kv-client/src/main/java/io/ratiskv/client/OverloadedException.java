package io.ratiskv.client;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A bound was hit, in this client or on the members; it was not applied. */
public sealed class OverloadedException extends UnavailableException permits OutOfSpaceException {
    private static final long serialVersionUID = 1;

    private final Duration retryAfter;

    public OverloadedException(String message, Duration retryAfter, List<Tried> tried, @Nullable RequestId requestId) {
        super(message, tried, requestId);
        this.retryAfter = retryAfter;
    }

    /**
     * Without a stack: refusals come in numbers just when everybody is busy, and where one is made tells nothing. Blocking
     * calls give it the stack of their caller.
     */
    @Override
    @SuppressWarnings("UnsynchronizedOverridesSynchronized") // does nothing, so there is nothing to guard
    public Throwable fillInStackTrace() {
        return this;
    }

    /** When to come back; zero if nobody said. */
    public Duration retryAfter() {
        return retryAfter;
    }
}
