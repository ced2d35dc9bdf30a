package io.ratiskv.client.connection;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** How long to wait for an answer, and between attempts. Jittered, so that clients do not come back all at once. */
final class RetryPolicy {
    static final Duration BACK_OFF_FIRST = Duration.ofMillis(10);
    static final Duration BACK_OFF_MAX = Duration.ofMillis(250);
    /** Without a bound, a call that has lost some answers would wait for seconds while everybody is well again. */
    static final int ATTEMPT_GROWTH_MAX = 8;

    private final long attemptNanos;
    private final RandomGenerator random;

    RetryPolicy(Duration attemptTimeout, RandomGenerator random) {
        this.attemptNanos = attemptTimeout.toNanos();
        this.random = random;
    }

    /**
     * Nanoseconds to wait for an answer before asking elsewhere too, after so many waits in vain: doubles with each, up to
     * {@link #ATTEMPT_GROWTH_MAX}-fold. Refusals do not count: who answers is not overloaded.
     */
    long attemptNanos(int silences) {
        return Math.min(attemptNanos * ATTEMPT_GROWTH_MAX, attemptNanos << Math.min(silences, 10));
    }

    /**
     * Nanoseconds to wait after the {@code round}-th time (from 0) that nobody could serve: doubles from {@link
     * #BACK_OFF_FIRST} to {@link #BACK_OFF_MAX}, the upper half of it random; never less than a member asked for.
     */
    long backOffNanos(int round, long retryAfterMs) {
        long ceiling = Math.min(BACK_OFF_MAX.toNanos(), BACK_OFF_FIRST.toNanos() << Math.min(round, 10));
        long asked = Duration.ofMillis(Math.max(0, retryAfterMs)).toNanos();
        return Math.max(ceiling / 2, asked) + random.nextLong(ceiling / 2);
    }
}
