package io.ratiskv.jepsen.statefulset;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Pauses that a controller makes by its own rules. */
final class Pauses {
    private Pauses() {}

    /** Returns after so long. */
    static void rest(Duration time) {
        long until = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0; left = until - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
