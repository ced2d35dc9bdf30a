package io.ratiskv.jepsen.workload;

import io.ratiskv.client.ClientClosedException;
import io.ratiskv.client.KvException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntConsumer;

/** Threads that do the same until they are told to stop. What one of them throws comes out of {@link #stop}. */
final class Workers {
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(60);

    private final ExecutorService threads;
    private final List<Future<?>> ends = new ArrayList<>();
    private volatile boolean stopping;

    private Workers(int count, String name) {
        threads = Executors.newFixedThreadPool(count, task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Starts so many threads, each of which does a step, given its number, again and again. */
    static Workers start(int count, String name, IntConsumer step) {
        Workers workers = new Workers(count, name);
        for (int i = 0; i < count; i++) {
            int number = i;
            workers.ends.add(workers.threads.submit(() -> {
                while (!workers.stopping) {
                    step.accept(number);
                }
            }));
        }
        return workers;
    }

    /** With its client a worker ends: after a test that failed there may be nobody who stops it, and it would call for ever. */
    static void endIfClosed(KvException failure) {
        if (failure instanceof ClientClosedException) {
            throw failure;
        }
    }

    /** Threads that have not ended. */
    long running() {
        return ends.stream().filter(end -> !end.isDone()).count();
    }

    /** Waits for each thread's current step. */
    void stop() {
        stopping = true;
        threads.shutdown();
        long deadline = System.nanoTime() + STOP_TIMEOUT.toNanos();
        for (Future<?> end : ends) {
            try {
                end.get(Math.max(1, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
            } catch (ExecutionException e) {
                throw new IllegalStateException("a worker failed", e.getCause());
            } catch (TimeoutException | CancellationException e) {
                threads.shutdownNow();
                throw new IllegalStateException("a worker did not stop within " + STOP_TIMEOUT, e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while workers stopped", e);
            }
        }
    }
}
