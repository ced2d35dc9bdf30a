package io.ratiskv.server.propose;

import java.util.OptionalLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What log time is at most, now: what was applied last may lie long back. The leader has the clock. A follower goes by what
 * the leader says with each read index, and by its own monotonic time since it asked for that.
 *
 * <p>Thread: any.
 */
public final class LogTimeBound {
    private static final long NANOS_PER_MS = 1_000_000;

    private final Supplier<OptionalLong> ownClockMs;
    private final LongSupplier nanoTime;
    private Note newest = new Note(0, 0, false);

    private record Note(long logTimeMs, long askedNanos, boolean known) {}

    /**
     * @param ownClockMs log time, if this member leads
     * @param nanoTime a monotonic clock of nanoseconds
     */
    public LogTimeBound(Supplier<OptionalLong> ownClockMs, LongSupplier nanoTime) {
        this.ownClockMs = ownClockMs;
        this.nanoTime = nanoTime;
    }

    /** The leader has said what log time is, when it was asked at {@code askedNanos} or later. */
    public synchronized void noted(long logTimeMs, long askedNanos) {
        // 0: the member that was asked had ceased to lead by the time it answered.
        if (logTimeMs > 0 && (!newest.known || askedNanos - newest.askedNanos > 0)) {
            newest = new Note(logTimeMs, askedNanos, true);
        }
    }

    /** Log time is at most this, at least if this member led or asked for a read index lately; 0 if nothing is known. */
    public long atMostMs() {
        long now = nanoTime.getAsLong();
        OptionalLong own = ownClockMs.get();
        own.ifPresent(ms -> noted(ms, now));
        synchronized (this) {
            // Rounded up: both parts are.
            return newest.known ? newest.logTimeMs + 1 + (now - newest.askedNanos) / NANOS_PER_MS + 1 : 0;
        }
    }
}
