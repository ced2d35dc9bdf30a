package io.ratiskv.server.read;

import io.ratiskv.server.propose.Alarm;
import io.ratiskv.server.propose.Earliest;
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
    private record Waiter(long target, long deadlineNanos, CompletableFuture<Void> reached) {}

    private final int waitersMax;
    private final Alarm alarm;
    private final PriorityQueue<Waiter> waiters = new PriorityQueue<>(Comparator.comparingLong(Waiter::target));
    private volatile long reached;

    /** @param alarm has {@link #tick} run */
    AppliedIndexWaiters(int waitersMax, long reached, Alarm alarm) {
        this.waitersMax = waitersMax;
        this.alarm = alarm;
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
        Waiter waiter;
        synchronized (waiters) {
            if (reached >= target) {
                return CompletableFuture.completedFuture(null);
            }
            if (waiters.size() >= waitersMax) {
                return CompletableFuture.failedFuture(new TooManyWaitersException(waitersMax));
            }
            waiter = new Waiter(target, deadlineNanos, new CompletableFuture<>());
            waiters.add(waiter);
        }
        alarm.by(deadlineNanos);
        return waiter.reached;
    }

    /** Something up to {@code value} is applied and visible. Smaller values than before change nothing. */
    void advance(long value) {
        List<Waiter> served = List.of();
        // Raised under the lock that waiters register under: nobody can look before and register after.
        synchronized (waiters) {
            if (value <= reached) {
                return;
            }
            reached = value;
            if (!waiters.isEmpty() && waiters.peek().target <= value) {
                served = takeServed();
            }
        }
        served.forEach(w -> w.reached.complete(null));
    }

    /** Fails those whose deadline has passed, and adds the others' deadlines. */
    void tick(long nowNanos, Earliest due) {
        List<Waiter> late = new ArrayList<>();
        synchronized (waiters) {
            waiters.removeIf(w -> w.deadlineNanos - nowNanos <= 0 && late.add(w));
            waiters.forEach(w -> due.add(w.deadlineNanos));
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

    private List<Waiter> takeServed() {
        List<Waiter> served = new ArrayList<>();
        while (!waiters.isEmpty() && waiters.peek().target <= reached) {
            served.add(waiters.remove());
        }
        return served;
    }

    /** The bound on waiting reads is hit. */
    static final class TooManyWaitersException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooManyWaitersException(int waitersMax) {
            super("more than " + waitersMax + " reads wait for entries to be applied", null, false, false);
        }
    }
}
