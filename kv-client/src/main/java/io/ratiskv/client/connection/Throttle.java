package io.ratiskv.client.connection;

import io.ratiskv.client.OverloadedException;
import io.ratiskv.client.Throttling;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Decides which calls of one kind are not sent, because members would refuse them: client-side throttling as in "Handling
 * Overload" of Google's book on site reliability. Of the calls of the last window, {@code multiplier} times as many are
 * let through as members took, and a few more; the rest is refused here, at random.
 *
 * <p>Taken is whatever was not held back and did not end with {@code OVERLOADED}: silence is no refusal, so that a disk that
 * stalls holds nothing back here, nor is a refusal after which the call was sent again and taken. Unlike in the book, all are
 * let through as soon as members have refused nothing for a fifth of the window: growing by the multiplier, from window to
 * window, takes seconds.
 *
 * <p>Thread: any.
 */
final class Throttle {
    static final int SLICES = 10;

    /** Of these, the running one included, one must have a refusal for anything to be held back. */
    static final int RECENT_SLICES = 3;

    /** So many calls in a window are let through beyond all shares: who asks little is left alone. */
    static final int FREE = 10;

    /** At least one in twenty is let through, however many are refused: how else would members be seen to take them? */
    static final double HELD_MAX = 0.95;

    private final @Nullable Throttling settings;
    private final long sliceNanos;
    private final LongSupplier nanoTime;
    private final RandomGenerator random;
    private final long beganNanos;
    private final ReentrantLock lock = new ReentrantLock();
    private final Counts[] slices = new Counts[SLICES];
    private final Counts all = new Counts();
    private long slice;
    private volatile long retryAfterMs;

    /** Calls in a slice of time, or in all of them. */
    private static final class Counts {
        private long asked;
        private long held;
        private long refused;

        void subtract(Counts other) {
            asked -= other.asked;
            held -= other.held;
            refused -= other.refused;
        }

        void clear() {
            asked = 0;
            held = 0;
            refused = 0;
        }
    }

    /**
     * @param settings null: nothing is ever held back
     * @param random need not be safe for threads
     */
    Throttle(@Nullable Throttling settings, LongSupplier nanoTime, RandomGenerator random) {
        this.settings = settings;
        this.sliceNanos = settings == null ? 1 : settings.window().toNanos() / SLICES;
        this.nanoTime = nanoTime;
        this.random = random;
        this.beganNanos = nanoTime.getAsLong();
        for (int i = 0; i < SLICES; i++) {
            slices[i] = new Counts();
        }
    }

    /**
     * A call wants to be sent.
     *
     * @throws OverloadedException if it must not be
     */
    void enter() {
        if (settings != null && isHeld(settings.multiplier())) {
            throw new OverloadedException(
                    "members refuse calls for overload, so this client sends only as many as they take, and not this one",
                    Duration.ofMillis(retryAfterMs),
                    List.of(),
                    null);
        }
    }

    private boolean isHeld(double multiplier) {
        lock.lock();
        try {
            advance();
            boolean held = isRefusingNow() && random.nextDouble() < shareHeld(multiplier);
            Counts now = now();
            if (held) {
                now.held++;
                all.held++;
            } else {
                now.asked++;
                all.asked++;
            }
            return held;
        } finally {
            lock.unlock();
        }
    }

    private boolean isRefusingNow() {
        for (long recent = Math.max(0, slice - RECENT_SLICES + 1); recent <= slice; recent++) {
            if (slices[(int) (recent % SLICES)].refused > 0) {
                return true;
            }
        }
        return false;
    }

    private double shareHeld(double multiplier) {
        double wanted = Math.max(1, all.asked + all.held);
        double taken = Math.max(0, all.asked - all.refused);
        return Math.min(HELD_MAX, (wanted - multiplier * taken - FREE) / wanted);
    }

    /** A call has ended with a member's {@code OVERLOADED}, which said when to come back; 0: it did not. */
    void refused(long newRetryAfterMs) {
        lock.lock();
        try {
            advance();
            now().refused++;
            all.refused++;
            retryAfterMs = newRetryAfterMs;
        } finally {
            lock.unlock();
        }
    }

    private Counts now() {
        return slices[(int) (slice % SLICES)];
    }

    private void advance() {
        long current = (nanoTime.getAsLong() - beganNanos) / sliceNanos;
        for (long passed = Math.max(slice, current - SLICES) + 1; passed <= current; passed++) {
            Counts oldest = slices[(int) (passed % SLICES)];
            all.subtract(oldest);
            oldest.clear();
        }
        slice = Math.max(slice, current);
    }
}
