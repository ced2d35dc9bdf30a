package io.ratiskv.client.recipes;

import java.time.Duration;

/** How long somebody will wait, from now on. */
final class Patience {
    // To look now and then whether one's own lease has ended while one waited.
    private static final Duration SLICE_MAX = Duration.ofSeconds(1);

    private final boolean endless;
    private final long endNanos;

    private Patience(boolean endless, long endNanos) {
        this.endless = endless;
        this.endNanos = endNanos;
    }

    static Patience endless() {
        return new Patience(true, 0);
    }

    static Patience of(Duration timeout) {
        // Longer than anybody lives, and short enough to be added.
        Duration most = Duration.ofDays(36_500);
        Duration capped = timeout.compareTo(most) > 0 ? most : timeout;
        return new Patience(false, System.nanoTime() + Math.max(0, capped.toNanos()));
    }

    boolean isOver() {
        return !endless && endNanos - System.nanoTime() <= 0;
    }

    /** What is left of it, at most a second. */
    Duration slice() {
        return slice(SLICE_MAX);
    }

    /** What is left of it, at most so much. */
    Duration slice(Duration most) {
        long left = endless ? most.toNanos() : Math.max(0, endNanos - System.nanoTime());
        return Duration.ofNanos(Math.min(left, most.toNanos()));
    }
}
