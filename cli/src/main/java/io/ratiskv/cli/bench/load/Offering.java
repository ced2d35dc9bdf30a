package io.ratiskv.cli.bench.load;

import java.time.Duration;

/** Offers operations to the target: a closed loop or an open one. */
interface Offering {
    /**
     * Begins. Times are of {@link System#nanoTime}: when the warm-up begins, the window, and its end.
     */
    void start(long beginNanos, long windowNanos, long endNanos);

    /** Issues nothing more. */
    void stop();

    /** Waits for what is outstanding; answers how many operations that belong to the window never ended. */
    long awaitIdle(Duration patience) throws InterruptedException;

    /** How many operations were due in the window and not sent. */
    long unsent();
}
