package io.ratiskv.jepsen.show;

/** The longest time without an acknowledged write. Any thread. */
final class AckGaps {
    private long lastNanos = System.nanoTime();
    private long longestNanos;

    /** A write was acknowledged just now. */
    synchronized void acknowledged() {
        long now = System.nanoTime();
        longestNanos = Math.max(longestNanos, now - lastNanos);
        lastNanos = now;
    }

    /** Forgets gaps up to now; the one that is open counts from its beginning. */
    synchronized void reset() {
        longestNanos = 0;
    }

    synchronized long longestNanos() {
        return longestNanos;
    }

    synchronized long lastNanos() {
        return lastNanos;
    }
}
