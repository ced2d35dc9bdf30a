package io.ratiskv.jepsen.peers.tail;

import io.ratiskv.client.OverloadedException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * How calls ended: the longest time without an answer, how fast refusals came, what became of the others. Counts between
 * {@link #begin} and {@link #end}.
 *
 * <p>Thread: any.
 */
final class Ends {
    private static final long NANOS_MAX = TimeUnit.MINUTES.toNanos(10);

    private final Histogram refusals = new Histogram(NANOS_MAX, 3);
    private boolean counting;
    private long lastNanos;
    private long longestNanos;
    private long answered;
    private long refused;
    private long lost;

    synchronized void begin(long nowNanos) {
        counting = true;
        lastNanos = nowNanos;
        longestNanos = 0;
        answered = 0;
        refused = 0;
        lost = 0;
        refusals.reset();
    }

    synchronized void end(long nowNanos) {
        if (counting) {
            longestNanos = Math.max(longestNanos, nowNanos - lastNanos);
            counting = false;
        }
    }

    /** A call that was issued at {@code issuedNanos} has ended now. */
    synchronized void ended(long issuedNanos, long nowNanos, @Nullable Throwable failure) {
        if (!counting) {
            return;
        }
        if (failure == null) {
            longestNanos = Math.max(longestNanos, nowNanos - lastNanos);
            lastNanos = nowNanos;
            answered++;
        } else if (isRefusal(failure)) {
            refused++;
            refusals.recordValue(Math.max(0, Math.min(NANOS_MAX, nowNanos - issuedNanos)));
        } else {
            lost++;
        }
    }

    private static boolean isRefusal(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof OverloadedException;
    }

    /** Longest time without an answer that was no failure. */
    synchronized double longestStallMillis() {
        return longestNanos / 1e6;
    }

    /** Ended well. */
    synchronized long answered() {
        return answered;
    }

    /** Refused as overloaded, by a member or by the client itself. */
    synchronized long refused() {
        return refused;
    }

    /** Failed otherwise. */
    synchronized long lost() {
        return lost;
    }

    /** 0 if nothing was refused. */
    synchronized double refusalMillis(double percentile) {
        return refusals.getTotalCount() == 0 ? 0 : refusals.getValueAtPercentile(percentile) / 1e6;
    }
}
