package io.ratiskv.server.propose;

/**
 * How fast writes are settled when more wait than an entry can carry: what a write that comes now has to wait behind.
 * Entries that carried all there was do not tell.
 *
 * <p>Thread: any.
 */
final class DrainRate {
    /** What a command costs beside its bytes, in bytes that cost as much. */
    private static final long COMMAND_WEIGHT = 1_024;

    /** So many entries must be seen before they say anything; then the newest has this share in both means. */
    private static final int MEMORY = 8;

    /** An entry that took longer than so many do counts as so long: a disk that hung once does not make all that comes slow. */
    private static final double OUTLIER = 8;

    // Means apart, since entries settle in bursts: a mean of their rates would say what the fastest of a burst says.
    private double weight;
    private double nanos;
    private int seen;
    private boolean settledBefore;
    private long lastSettledNanos;

    static long weight(long bytes, int commands) {
        return bytes + commands * COMMAND_WEIGHT;
    }

    /**
     * An entry of this weight is settled.
     *
     * @param full whether writes were left over when it was closed
     */
    synchronized void settled(long entryWeight, long begunNanos, long nowNanos, boolean full) {
        // Entries are under way side by side: each takes what has passed since the one before it.
        long from = settledBefore && lastSettledNanos - begunNanos > 0 ? lastSettledNanos : begunNanos;
        settledBefore = true;
        lastSettledNanos = nowNanos;
        if (full) {
            double took = nowNanos - from;
            seen = Math.min(MEMORY, seen + 1);
            weight += (entryWeight - weight) / seen;
            nanos += ((seen < MEMORY ? took : Math.min(took, OUTLIER * nanos)) - nanos) / seen;
        }
    }

    /** How long it takes to settle so much; 0 if that is not known. */
    synchronized long nanosFor(long waitingWeight) {
        return seen < MEMORY ? 0 : (long) (waitingWeight / weight * nanos);
    }
}
