package io.ratiskv.jepsen.show;

import io.ratiskv.client.KvClient;
import io.ratiskv.client.Put;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Puts over a bounded set of keys as fast as answers come, until it is closed.
 *
 * <p>Thread: its own.
 */
final class SteadyLoad implements AutoCloseable {
    private static final int KEYS = 10_000;

    private final KvClient client;
    private final String prefix;
    private final int inFlight;
    private final int valueBytes;
    private final AckGaps gaps;
    private final AtomicLong acknowledged = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final Thread thread;
    private volatile boolean stopped;

    SteadyLoad(KvClient client, String prefix, int inFlight, int valueBytes, AckGaps gaps) {
        this.client = client;
        this.prefix = prefix;
        this.inFlight = inFlight;
        this.valueBytes = valueBytes;
        this.gaps = gaps;
        this.thread = new Thread(this::run, "steady-load");
        thread.start();
    }

    long acknowledged() {
        return acknowledged.get();
    }

    /** Measured for so long from now on. */
    double ratePerSecond(Duration time) {
        long before = acknowledged.get();
        long began = System.nanoTime();
        while (System.nanoTime() - began < time.toNanos()) {
            LockSupport.parkNanos(time.toNanos() - (System.nanoTime() - began));
        }
        return (acknowledged.get() - before) / Figures.seconds(System.nanoTime() - began);
    }

    private void run() {
        Semaphore permits = new Semaphore(inFlight);
        for (long i = 0; !stopped; i++) {
            permits.acquireUninterruptibly();
            client.async()
                    .put(Put.of(Steps.key(prefix, i % KEYS), BulkLoad.value(i, valueBytes)))
                    .whenComplete((result, failure) -> {
                        permits.release();
                        if (failure == null) {
                            acknowledged.incrementAndGet();
                            gaps.acknowledged();
                        } else {
                            failed.incrementAndGet();
                        }
                    });
        }
        permits.acquireUninterruptibly(inFlight);
    }

    @Override
    public void close() {
        stopped = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (failed.get() > 0) {
            throw new IllegalStateException(failed.get() + " puts failed under load");
        }
    }
}
