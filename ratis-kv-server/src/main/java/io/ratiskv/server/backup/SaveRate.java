package io.ratiskv.server.backup;

import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * Spreads over time what copies read from the disk, so that they leave it to those who wait for it. Bytes are taken in the order
 * in which they are asked for; each is told how long to wait.
 *
 * <p>Thread: any.
 */
final class SaveRate {
    private final long bytesPerSecond;
    /** When everything that was taken has had its time. */
    private long freeNanos;

    SaveRate(long bytesPerSecond, long nowNanos) {
        this.bytesPerSecond = bytesPerSecond;
        this.freeNanos = nowNanos;
    }

    /** Takes so many bytes; returns after how many nanoseconds they may be read. */
    synchronized long take(long bytes, long nowNanos) {
        long wait = waitAt(nowNanos);
        freeNanos = nowNanos + wait + bytes * TimeUnit.SECONDS.toNanos(1) / bytesPerSecond;
        return wait;
    }

    /** As {@link #take}, if that is no longer than {@code waitNanosMax}; else nothing is taken. */
    synchronized OptionalLong takeWithin(long bytes, long nowNanos, long waitNanosMax) {
        return waitAt(nowNanos) > waitNanosMax ? OptionalLong.empty() : OptionalLong.of(take(bytes, nowNanos));
    }

    private long waitAt(long nowNanos) {
        return Math.max(0, freeNanos - nowNanos);
    }
}
