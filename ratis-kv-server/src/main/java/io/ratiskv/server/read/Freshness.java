package io.ratiskv.server.read;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * When this member was last proved up to date: at that moment of its own monotonic clock, its state held (or was about to
 * be brought to hold, and now holds) every write acknowledged anywhere. The age of its state is at most the time since.
 *
 * <p>Thread: any.
 */
final class Freshness {
    /** Age of a member that was never proved up to date. */
    static final long UNKNOWN_AGE_MS = Long.MAX_VALUE;

    private static final long NANOS_PER_MS = 1_000_000;

    private final LongSupplier nanoTime;
    private final long startNanos;
    // Nanoseconds since the start; -1 = never proved.
    private final AtomicLong provedAt = new AtomicLong(-1);

    Freshness(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.startNanos = nanoTime.getAsLong();
    }

    /** A read index asked for at {@code askedNanos} has been applied. */
    void proved(long askedNanos) {
        provedAt.accumulateAndGet(askedNanos - startNanos, Math::max);
    }

    /** Greatest possible age of the state in milliseconds, rounded up. */
    long ageMs() {
        long at = provedAt.get();
        if (at < 0) {
            return UNKNOWN_AGE_MS;
        }
        return Math.max(0, (nanoTime.getAsLong() - startNanos - at + NANOS_PER_MS - 1) / NANOS_PER_MS);
    }
}
