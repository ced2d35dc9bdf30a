package io.ratiskv.server.propose;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Log time: the leader's stamp on each batch, in milliseconds since the cluster began. It is the last applied log time
 * plus the leader's own monotonic time since it became ready in its term: it stands still during elections, and cannot
 * jump with a wall clock.
 *
 * <p>Nor does it trust the monotonic clock further than it must. The clock is looked at every 20 ms; a step
 * between two looks of more than {@link #STEP_MAX} is not counted at all, because a pause of the process and a jump of the
 * clock cannot be told apart, and counting a jump would end leases early. What is not counted makes everything that ends by
 * log time end later.
 *
 * <p>Only a ready leader's clock runs; followers never read one. Thread: any.
 */
public final class LogClock {
    /** Longest step between two looks that is taken for time. Ten times as long as looks are apart. */
    public static final Duration STEP_MAX = Duration.ofMillis(200);

    private static final long NANOS_PER_MS = 1_000_000;

    private final LongSupplier appliedLogTimeMs;
    private final LongSupplier nanoTime;
    private final long stepMaxNanos;
    private long term = -1;
    private long baseMs;
    private long countedNanos;
    private long seenNanos;

    /**
     * @param appliedLogTimeMs log time of the last batch that this member has applied
     * @param nanoTime a monotonic clock of nanoseconds
     */
    public LogClock(LongSupplier appliedLogTimeMs, LongSupplier nanoTime) {
        this(appliedLogTimeMs, nanoTime, STEP_MAX);
    }

    /** @param stepMax in the place of {@link #STEP_MAX}, for tests of what that is good for */
    public LogClock(LongSupplier appliedLogTimeMs, LongSupplier nanoTime, Duration stepMax) {
        this.appliedLogTimeMs = appliedLogTimeMs;
        this.nanoTime = nanoTime;
        this.stepMaxNanos = stepMax.toNanos();
    }

    /**
     * Looks at the clock; starts anew if the member has become ready to lead in a new term. Called every 20 ms, cheap.
     */
    public synchronized void observe(LogStatus status) {
        if (!status.leaderReady()) {
            return;
        }
        if (status.term() <= term) {
            look();
            return;
        }
        // A ready leader has applied an entry of its own term, hence every stamp of every earlier term.
        term = status.term();
        baseMs = appliedLogTimeMs.getAsLong();
        countedNanos = 0;
        seenNanos = nanoTime.getAsLong();
    }

    /** The stamp for a batch proposed now under {@code status}, which must be that of a ready leader. */
    public synchronized long stamp(LogStatus status) {
        if (!status.leaderReady()) {
            throw new IllegalArgumentException("only a ready leader stamps time: " + status);
        }
        observe(status);
        return baseMs + countedNanos / NANOS_PER_MS;
    }

    private void look() {
        long now = nanoTime.getAsLong();
        long step = now - seenNanos;
        if (step < 0 && step >= -stepMaxNanos) {
            return; // It drifts back: what it then catches up was counted before.
        }
        seenNanos = now;
        if (step > 0 && step <= stepMaxNanos) {
            countedNanos += step;
        }
    }
}
