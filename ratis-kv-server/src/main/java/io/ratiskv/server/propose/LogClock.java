package io.ratiskv.server.propose;

import java.util.function.LongSupplier;

/**
 * Log time: the leader's stamp on each batch, in milliseconds since the cluster began. It is the last applied log time
 * plus the leader's own monotonic time since it became ready in its term: it stands still during elections, cannot jump
 * with a wall clock, and nothing that depends on it ends early because of skew or pauses.
 *
 * <p>Only a ready leader's clock runs; followers never read one. Thread: any.
 */
public final class LogClock {
    private static final long NANOS_PER_MS = 1_000_000;

    private final LongSupplier appliedLogTimeMs;
    private final LongSupplier nanoTime;
    private long term = -1;
    private long baseMs;
    private long baseNanos;
    private long lastMs;

    /**
     * @param appliedLogTimeMs log time of the last batch that this member has applied
     * @param nanoTime a monotonic clock of nanoseconds
     */
    public LogClock(LongSupplier appliedLogTimeMs, LongSupplier nanoTime) {
        this.appliedLogTimeMs = appliedLogTimeMs;
        this.nanoTime = nanoTime;
    }

    /** Starts the clock if the member has become ready to lead in a new term; called often, cheap. */
    public synchronized void observe(LogStatus status) {
        if (!status.leaderReady() || status.term() <= term) {
            return;
        }
        // A ready leader has applied an entry of its own term, hence every stamp of every earlier term.
        term = status.term();
        baseMs = appliedLogTimeMs.getAsLong();
        baseNanos = nanoTime.getAsLong();
        lastMs = baseMs;
    }

    /** The stamp for a batch proposed now under {@code status}, which must be that of a ready leader. */
    public synchronized long stamp(LogStatus status) {
        if (!status.leaderReady()) {
            throw new IllegalArgumentException("only a ready leader stamps time: " + status);
        }
        observe(status);
        long elapsedMs = (nanoTime.getAsLong() - baseNanos) / NANOS_PER_MS;
        lastMs = Math.max(lastMs, baseMs + elapsedMs);
        return lastMs;
    }
}
