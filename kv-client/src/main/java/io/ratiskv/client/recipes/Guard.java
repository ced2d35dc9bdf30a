package io.ratiskv.client.recipes;

import io.ratiskv.client.Fence;
import io.ratiskv.client.Lease;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Interrupts the thread of a task when the lease it stands on is at risk, and not a moment after the task. */
final class Guard {
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable Thread running = Thread.currentThread();
    private boolean cancelled;

    private Guard() {}

    /**
     * Runs {@code task} on this thread. What it answers counts if the place is still held then; what it throws comes out
     * as it is unless it was cancelled.
     *
     * @throws LockLostException if it was cancelled and gave up, or if the place was lost meanwhile
     */
    static <T> T run(String name, Place place, HeldTask<T> task) throws Exception {
        Guard guard = new Guard();
        place.guardedBy(guard);
        T value;
        try {
            value = task.run(Fence.of(place.revision()));
        } catch (Exception failure) {
            if (guard.end()) {
                throw new LockLostException(name, place.revision(), "was at risk, so the task was cancelled", failure);
            }
            throw failure;
        } finally {
            place.notGuardedBy(guard);
            guard.end();
        }
        if (!place.isAlive()) {
            throw new LockLostException(name, place.revision(), "was lost before the task had ended");
        }
        return value;
    }

    /** The lease is in this state now. Any thread; never waits. */
    void told(Lease.State state) {
        lock.lock();
        try {
            if (state != Lease.State.ALIVE && running != null && !cancelled) {
                cancelled = true;
                running.interrupt();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Answers whether the task was cancelled; the interrupt that told it so does not outlive it. */
    private boolean end() {
        lock.lock();
        try {
            if (running != null && cancelled) {
                Thread.interrupted();
            }
            running = null;
            return cancelled;
        } finally {
            lock.unlock();
        }
    }
}
