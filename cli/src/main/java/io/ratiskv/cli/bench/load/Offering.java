package io.ratiskv.cli.bench.load;

import java.time.Duration;

/** Offers operations to the target: a closed loop or an open one. */
interface Offering {
    /** Begins with the warm-up. */
    void start();

    /** The window begins now, at {@code fromNanos} of {@link System#nanoTime}. */
    void beginWindow(long fromNanos, long lengthNanos);

    /** Issues nothing more. */
    void stop();

    /** Waits for what is outstanding; answers how many operations that belong to the window never ended. */
    long awaitIdle(Duration patience) throws InterruptedException;

    /** How many operations were due in the window and not sent. */
    long unsent();
}
