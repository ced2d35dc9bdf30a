package io.ratiskv.jepsen.peers.tail;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The time of a window: begun by one thread, awaited by another. */
final class Span {
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch over = new CountDownLatch(1);

    /** Whether this call was the one that began it. Thread: one. */
    boolean beginOnce() {
        boolean first = begun.getCount() > 0;
        begun.countDown();
        return first;
    }

    void end() {
        begun.countDown();
        over.countDown();
    }

    void awaitBegin() throws InterruptedException {
        begun.await();
    }

    /** Waits so long; false: the window is over. */
    boolean goesOnFor(Duration pause) throws InterruptedException {
        return !over.await(pause.toNanos(), TimeUnit.NANOSECONDS);
    }
}
