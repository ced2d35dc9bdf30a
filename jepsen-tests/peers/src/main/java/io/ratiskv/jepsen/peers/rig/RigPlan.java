package io.ratiskv.jepsen.peers.rig;

import java.nio.file.Path;
import java.time.Duration;

/**
 * How long is measured, and on what.
 *
 * @param quick a small version of everything: shows that it works, its figures say nothing
 * @param warmUp of each fresh cluster, under load
 * @param settle of each window, before it begins
 * @param measured length of each window
 * @param heap of each member's JVM, as in {@code 1g}
 * @param directory of logs and data, on a disk
 */
public record RigPlan(boolean quick, Duration warmUp, Duration settle, Duration measured, String heap, Path directory) {
    public RigPlan {
        if (measured.isZero() || measured.isNegative()) {
            throw new IllegalArgumentException("--seconds must be more than 0");
        }
    }

    /** One of two, as it is a quick run or one in earnest. */
    public <T> T either(T inEarnest, T quickly) {
        return quick ? quickly : inEarnest;
    }
}
