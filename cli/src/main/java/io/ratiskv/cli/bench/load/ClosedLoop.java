package io.ratiskv.cli.bench.load;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * So many lanes, each with one operation outstanding: the callback that ends one issues the next.
 *
 * <p>Thread: {@link #start} and {@link #stop} by the run's; else those that complete operations.
 */
final class ClosedLoop implements Offering, Lane.Loop {
    /** A lane whose operation failed waits so long, else a store that refuses at once would only make errors. */
    private static final Duration PAUSE_AFTER_ERROR = Duration.ofMillis(10);

    private final Work work;
    private final int lanes;
    private final long seed;
    private final CountDownLatch running;
    private final Executor later =
            CompletableFuture.delayedExecutor(PAUSE_AFTER_ERROR.toNanos(), TimeUnit.NANOSECONDS, Runnable::run);
    private volatile boolean stopped;

    ClosedLoop(Work work, int lanes, long seed) {
        this.work = work;
        this.lanes = lanes;
        this.seed = seed;
        this.running = new CountDownLatch(lanes);
    }

    @Override
    public void start() {
        for (int i = 0; i < lanes; i++) {
            next(new Lane(this, i, seed));
        }
    }

    @Override
    public void beginWindow(long fromNanos, long lengthNanos) {
        // What ends in it belongs to it.
    }

    @Override
    public void stop() {
        stopped = true;
    }

    @Override
    public long awaitIdle(Duration patience) throws InterruptedException {
        boolean idle = running.await(patience.toNanos(), TimeUnit.NANOSECONDS);
        return idle ? 0 : running.getCount();
    }

    @Override
    public long unsent() {
        return 0;
    }

    /** Issues the lane's next operation; what is over at once does not deepen the stack. */
    private void next(Lane lane) {
        while (!stopped) {
            CompletableFuture<?> future = lane.issue(System.nanoTime());
            if (!future.isDone()) {
                future.whenComplete(lane);
                return;
            }
            if (!lane.note(future)) {
                later.execute(() -> next(lane));
                return;
            }
        }
        running.countDown();
    }

    @Override
    public void ended(Lane lane, boolean well) {
        if (well) {
            next(lane);
        } else {
            later.execute(() -> next(lane));
        }
    }

    @Override
    public Work work() {
        return work;
    }

    @Override
    public Meter meterOf(Lane lane) {
        return work.phases().current();
    }
}
