package io.ratiskv.server.propose;

/**
 * When an entry proposed here came to each step of its way, in {@link System#nanoTime}; 0 = it has not, or that is not known.
 * Written by the log, each step once; read when the entry has settled.
 *
 * <p>Thread: any; who has seen the entry settle sees all steps.
 */
public final class EntryStages {
    private volatile long durableNanos;
    private volatile long committedNanos;
    private volatile long appliedNanos;

    /** It is in the fsynced log of this member; seen a few milliseconds late. */
    public void durable(long nowNanos) {
        durableNanos = nowNanos;
    }

    /** A majority has it, everything before it is applied, and its turn has come. */
    public void committed(long nowNanos) {
        committedNanos = nowNanos;
    }

    public void applied(long nowNanos) {
        appliedNanos = nowNanos;
    }

    public long durableNanos() {
        return durableNanos;
    }

    public long committedNanos() {
        return committedNanos;
    }

    public long appliedNanos() {
        return appliedNanos;
    }
}
