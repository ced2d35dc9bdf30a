package io.ratiskv.jepsen.show;

import io.ratiskv.client.KvClient;
import io.ratiskv.client.Put;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One writer of numbered puts, one after the other or with a bounded number of them under way; all to one key, so that they keep
 * their order.
 *
 * <p>Thread: one.
 */
final class OneWriter {
    private final KvClient client;
    private final String prefix;
    private final String padding;
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private final AtomicLong acknowledged = new AtomicLong();
    private long number;

    OneWriter(KvClient client, String prefix, int valueBytes) {
        this.client = client;
        this.prefix = prefix;
        this.padding = "x".repeat(Math.max(0, valueBytes));
    }

    /** Writes at a rate for so long; a put that is due while others are under way is asked for all the same. */
    void atRate(double perSecond, double seconds) {
        long began = System.nanoTime();
        long count = (long) (perSecond * seconds);
        for (long i = 0; i < count; i++) {
            long due = began + (long) (i / perSecond * 1e9);
            while (System.nanoTime() - due < 0) {
                LockSupport.parkNanos(Math.max(1, due - System.nanoTime()));
            }
            put(null);
        }
        awaitAll();
    }

    /** Writes as fast as answers come, with so many under way, for so long. */
    void flatOut(int inFlight, double seconds) {
        Semaphore permits = new Semaphore(inFlight);
        long end = System.nanoTime() + (long) (seconds * 1e9);
        while (System.nanoTime() - end < 0 && failure.get() == null) {
            permits.acquireUninterruptibly();
            put(permits);
        }
        awaitAll();
    }

    private void put(@Nullable Semaphore permits) {
        String value = Deliveries.value(number++, padding);
        client.async().put(Put.of(prefix + "0", value)).whenComplete((result, failed) -> {
            acknowledged.incrementAndGet();
            if (failed != null) {
                failure.compareAndSet(null, failed);
            }
            if (permits != null) {
                permits.release();
            }
        });
    }

    private void awaitAll() {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (acknowledged.get() < number && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
        Throwable failed = failure.get();
        if (failed != null || acknowledged.get() < number) {
            throw new IllegalStateException("a put failed, or was not answered", failed);
        }
    }

    /** Puts asked for so far. */
    long written() {
        return number;
    }
}
