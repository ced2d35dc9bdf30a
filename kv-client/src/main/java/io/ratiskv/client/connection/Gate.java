package io.ratiskv.client.connection;

import io.ratiskv.client.ClientClosedException;
import io.ratiskv.client.Outcome;
import io.ratiskv.client.OverloadedException;
import io.ratiskv.client.UnavailableException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Lets so many calls in at a time, and none any more once it is shut. Any thread. */
final class Gate {
    private final int max;
    private final Semaphore room;
    private volatile boolean shut;

    Gate(int max) {
        this.max = max;
        this.room = new Semaphore(max);
    }

    /**
     * Whether there is no use in preparing to enter. Takes nothing.
     *
     * @param mayWait somebody may leave by then
     * @throws OverloadedException if there is no room
     * @throws ClientClosedException if it is shut
     */
    void lookAhead(boolean mayWait) {
        checkOpen();
        if (!mayWait && room.availablePermits() == 0) {
            throw full();
        }
    }

    /**
     * @param mayWait until the deadline, for somebody to leave
     * @throws OverloadedException if there is no room
     * @throws ClientClosedException if it is shut
     */
    void enter(long deadlineNanos, boolean mayWait) {
        checkOpen();
        try {
            boolean entered = mayWait
                    ? room.tryAcquire() || room.tryAcquire(deadlineNanos - System.nanoTime(), TimeUnit.NANOSECONDS)
                    : room.tryAcquire();
            if (!entered) {
                checkOpen();
                throw full();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnavailableException("interrupted while " + max + " calls were in flight", List.of(), null);
        }
        if (shut) {
            room.release();
            checkOpen();
        }
    }

    void leave() {
        room.release();
    }

    /** Waits, but not for ever, until those who are in have left. */
    void shut(Duration patience) {
        shut = true;
        boolean interrupted = false;
        try {
            if (room.tryAcquire(max, patience.toNanos(), TimeUnit.NANOSECONDS)) {
                room.release(max);
            }
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private OverloadedException full() {
        return new OverloadedException(max + " calls are in flight already", Duration.ZERO, List.of(), null);
    }

    private void checkOpen() {
        if (shut) {
            throw new ClientClosedException("the client is closed", Outcome.NOT_APPLIED, null);
        }
    }
}
