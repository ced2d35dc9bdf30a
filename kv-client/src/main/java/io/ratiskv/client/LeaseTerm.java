package io.ratiskv.client;

import io.ratiskv.client.Lease.State;

/**
 * How long a lease certainly lives, by this client's monotonic clock: what makes {@link Lease} true. Whoever owns it
 * sees to it that one thread at a time uses it.
 *
 * <p>The store counts from when its leader stamped the request, which was after the client sent it, and in whole milliseconds,
 * so that up to one may have passed of the millisecond that it counts from; the client's end is that much earlier. So it is
 * never later than the store's, as long as both clocks run equally fast while they run.
 */
final class LeaseTerm {
    /** Of the store's time. */
    static final long GRAIN_NANOS = 1_000_000;

    private final long ttlNanos;
    private long sentNanos;
    private State state = State.ALIVE;

    /** @param sentNanos when the request was sent that was answered with the lease */
    LeaseTerm(long ttlNanos, long sentNanos) {
        this.ttlNanos = ttlNanos;
        this.sentNanos = sentNanos;
    }

    State state() {
        return state;
    }

    boolean isOver() {
        return state == State.LOST || state == State.CLOSED;
    }

    /** It is now so late. Answers whether the state is another one. */
    boolean advance(long nowNanos) {
        if (isOver()) {
            return false;
        }
        State before = state;
        if (nowNanos - endNanos() >= 0) {
            state = State.LOST;
        } else {
            state = nowNanos - riskNanos() >= 0 ? State.AT_RISK : State.ALIVE;
        }
        return state != before;
    }

    /** A request that was sent then was answered. Comes too late if the term is over: it stays so. */
    void extend(long newSentNanos) {
        if (!isOver() && newSentNanos - sentNanos > 0) {
            sentNanos = newSentNanos;
        }
    }

    /** The store has it no more. */
    void lose() {
        if (!isOver()) {
            state = State.LOST;
        }
    }

    /** Nobody keeps it alive any more. Answers whether it was not over before. */
    boolean close() {
        boolean was = !isOver();
        if (was) {
            state = State.CLOSED;
        }
        return was;
    }

    long remainingNanos(long nowNanos) {
        return isOver() ? 0 : Math.max(0, endNanos() - nowNanos);
    }

    long sentNanos() {
        return sentNanos;
    }

    long ttlNanos() {
        return ttlNanos;
    }

    /** When the state changes if nothing is heard. */
    long changesNanos() {
        return state == State.ALIVE ? riskNanos() : endNanos();
    }

    private long riskNanos() {
        return endNanos() - ttlNanos / Lease.AT_RISK_FRACTION;
    }

    private long endNanos() {
        return sentNanos + ttlNanos - GRAIN_NANOS;
    }
}
