package io.ratiskv.jepsen.peers;

import io.ratiskv.cli.bench.load.Target;
import io.ratiskv.jepsen.cluster.Poll;
import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Writers that never give up, with one write under way each: what fails, or is not answered in time, is tried again over
 * another connection. Tells the longest time without an acknowledged write.
 *
 * <p>Thread: any.
 */
final class RetryingWriters implements AutoCloseable {
    private static final int WRITERS = 16;
    private static final long PAUSE_MILLIS = 10;
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Target target;
    private final int keys;
    private final Duration attemptMax;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "retries");
        thread.setDaemon(true);
        return thread;
    });
    private volatile boolean stopped;
    private long acknowledged;
    private long failed;
    private long lastNanos = System.nanoTime();
    private long longestNanos;

    /** @param keys of the target's data */
    RetryingWriters(Target target, int keys, Duration attemptMax) {
        this.target = target;
        this.keys = keys;
        this.attemptMax = attemptMax;
    }

    void start() {
        for (int i = 0; i < WRITERS; i++) {
            write(i, new SplittableRandom(i));
        }
    }

    private void write(int lane, SplittableRandom random) {
        if (stopped) {
            return;
        }
        attempt(lane, random).whenComplete((done, failure) -> {
            if (failure == null) {
                acknowledge();
                write(lane, random);
            } else {
                fail();
                if (!stopped) {
                    timer.schedule(() -> write(lane + 1, random), PAUSE_MILLIS, TimeUnit.MILLISECONDS);
                }
            }
        });
    }

    private CompletableFuture<?> attempt(int lane, SplittableRandom random) {
        try {
            return target.put(lane, random.nextInt(keys), 0)
                    .copy()
                    .orTimeout(attemptMax.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private synchronized void acknowledge() {
        long now = System.nanoTime();
        longestNanos = Math.max(longestNanos, now - lastNanos);
        lastNanos = now;
        acknowledged++;
    }

    private synchronized void fail() {
        failed++;
    }

    /** Forgets gaps up to now; the one that is open counts from its beginning. */
    synchronized void resetGap() {
        longestNanos = 0;
    }

    synchronized double longestGapSeconds() {
        return longestNanos / 1e9;
    }

    synchronized long acknowledged() {
        return acknowledged;
    }

    synchronized long failed() {
        return failed;
    }

    /** Waits until writes flow: many more than were under way. */
    void awaitMore(int writes) {
        long before = acknowledged();
        Poll.until(
                "writes to be acknowledged",
                PATIENCE,
                () -> Optional.of(acknowledged()).filter(now -> now > before + writes + WRITERS));
    }

    @Override
    public void close() {
        stopped = true;
        timer.shutdownNow();
    }
}
