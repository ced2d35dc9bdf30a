package io.ratiskv.server.propose;

import java.time.Duration;

/**
 * How many writes the next entry waits for when none is in flight, and for how long. Callers who write one thing after
 * another come back together, right after they were answered together; the first of them would else take an entry alone,
 * and the others wait for its whole way; or, once divided, two halves would take turns for ever. So as many as were answered are awaited, for a part of the time that their entry
 * took. A lone writer's next write is all there is to wait for, and goes at once.
 *
 * <p>Thread: any.
 */
final class Gathering {
    /** The part of the last entry's time, one in so many, that its callers are given to come back. */
    static final int PART_OF_ENTRY = 4;

    private final long maxNanos;
    private int awaited;
    private long untilNanos;

    /** @param max longest that writes are kept waiting for others; zero = never */
    Gathering(Duration max) {
        this.maxNanos = max.toNanos();
    }

    /**
     * An entry was answered. Tells how long its callers may now be waited for.
     *
     * @param writes how many were in it
     * @param waiting how many wait already, who will not be among those that come back
     */
    synchronized Duration answered(int writes, int waiting, long tookNanos, long nowNanos) {
        long patience = writes < 2 ? 0 : Math.min(maxNanos, tookNanos / PART_OF_ENTRY);
        awaited = patience > 0 ? waiting + writes : 0;
        untilNanos = nowNanos + patience;
        return Duration.ofNanos(patience);
    }

    /** Whether that many writes, of which the first might go, had better wait for others. */
    synchronized boolean goesOn(int waiting, long nowNanos) {
        return waiting < awaited && nowNanos - untilNanos < 0;
    }
}
