package io.ratiskv.server.read;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;

/**
 * A number that only rises as entries are applied (the applied index, or the store's revision), and those who wait for
 * it. Bounded; each wait ends at its deadline.
 *
 * <p>Thread: {@link #advance} by apply, the rest by any. Futures complete on the thread that advances or ticks, so
 * continuations must name an executor of their own or be trivial.
 */
final class AppliedIndexWaiters {
    private static final long NOBODY = Long.MAX_VALUE;

    private record Waiter(long target, long deadlineNanos, CompletableFuture<Void> reached) {}

    private final int waitersMax;
    private final PriorityQueue<Waiter> waiters = new PriorityQueue<>(Comparator.comparingLong(Waiter::target));
    private volatile long reached;
    // Read without the lock by every apply: an apply that serves nobody stays cheap.
    private volatile long lowestTarget = NOBODY;

    AppliedIndexWaiters(int waitersMax, long reached) {
        this.waitersMax = waitersMax;
        this.reached = reached;
    }

    /** What was reached up to now. */
    long reached() {
        return reached;
    }

    /**
     * Completes once {@code target} is reached; at once if it is. Fails with {@link TimeoutException} at the deadline, or
     * with {@link TooManyWaitersException}.
     */
    CompletableFuture<Void> await(long target, long deadlineNanos) {
        if (reached >= target) {
            return CompletableFuture.completedFuture(null);
        }
        Waiter waiter = new Waiter(target, deadlineNanos, new CompletableFuture<>());
        synchronized (waiters) {
            if (waiters.size() >= waitersMax) {
                return CompletableFuture.failedFuture(new TooManyWaitersException(waitersMax));
            }
            waiters.add(waiter);
            lowestTarget = Math.min(lowestTarget, target);
        }
        // It may have been reached between the first look and the registration: then nobody else would tell.
        if (reached >= target) {
            release();
        }
        return waiter.reached;
    }

    /** Something up to {@code value} is applied and visible. Smaller values than before change nothing. */
    void advance(long value) {
        synchronized (this) {
            if (value <= reached) {
                return;
            }
            reached = value;
        }
        if (lowestTarget <= value) {
            release();
        }
    }

    /** Fails those whose deadline has passed. */
    void tick(long nowNanos) {
        if (lowestTarget == NOBODY) {
            return;
        }
        List<Waiter> late = new ArrayList<>();
        synchronized (waiters) {
            waiters.removeIf(w -> w.deadlineNanos - nowNanos <= 0 && late.add(w));
            lowestTarget = waiters.isEmpty() ? NOBODY : waiters.peek().target;
        }
        for (Waiter w : late) {
            w.reached.completeExceptionally(new TimeoutException("waited for " + w.target + ", applied is " + reached));
        }
    }

    int waiting() {
        synchronized (waiters) {
            return waiters.size();
        }
    }

    private void release() {
        List<Waiter> served = new ArrayList<>();
        synchronized (waiters) {
            while (!waiters.isEmpty() && waiters.peek().target <= reached) {
                served.add(waiters.remove());
            }
            lowestTarget = waiters.isEmpty() ? NOBODY : waiters.peek().target;
        }
        for (Waiter w : served) {
            w.reached.complete(null);
        }
    }

    /** The bound on waiting reads is hit. */
    static final class TooManyWaitersException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooManyWaitersException(int waitersMax) {
            super("more than " + waitersMax + " reads wait for entries to be applied", null, false, false);
        }
    }
}
