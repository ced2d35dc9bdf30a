package io.ratiskv.server.read;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The {@code read-*} threads: few, because they share the machine, and with a bounded queue that rejects the rest. */
public final class ReadPool implements Executor, AutoCloseable {
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(5);

    private final ThreadPoolExecutor threads;

    public ReadPool(ReadLimits limits) {
        AtomicInteger number = new AtomicInteger();
        threads = new ThreadPoolExecutor(
                limits.threads(),
                limits.threads(),
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(limits.queueMax()),
                task -> new Thread(task, "read-" + number.incrementAndGet()));
    }

    @Override
    public void execute(Runnable task) {
        threads.execute(task);
    }

    /** Tasks that wait for a thread. */
    public int queued() {
        return threads.getQueue().size();
    }

    /** Runs what waits, then ends; the store below may be closed afterwards. */
    @Override
    public void close() {
        threads.shutdown();
        try {
            if (!threads.awaitTermination(CLOSE_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                threads.shutdownNow();
            }
        } catch (InterruptedException e) {
            threads.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
