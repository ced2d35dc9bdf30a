package io.ratiskv.cli.bench.load;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Does something for each of many numbers, so many at a time; ends with the first failure. */
final class ForEach {
    private final int outstanding;
    private final AtomicLong next = new AtomicLong();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private final CountDownLatch running;

    interface Step {
        CompletableFuture<?> start(int lane, int number);
    }

    ForEach(int outstanding) {
        this.outstanding = outstanding;
        this.running = new CountDownLatch(outstanding);
    }

    /** How many were begun. Any thread. */
    long begun() {
        return next.get();
    }

    /** @throws CompletionException with the first failure */
    void run(int count, Step step) throws InterruptedException {
        start(count, step);
        running.await();
        end();
    }

    void start(int count, Step step) {
        for (int lane = 0; lane < outstanding; lane++) {
            go(lane, count, step);
        }
    }

    boolean await(long millis) throws InterruptedException {
        return running.await(millis, TimeUnit.MILLISECONDS);
    }

    void end() {
        Throwable first = failure.get();
        if (first != null) {
            throw first instanceof CompletionException wrapped ? wrapped : new CompletionException(first);
        }
    }

    private void go(int lane, int count, Step step) {
        while (failure.get() == null) {
            long number = next.getAndIncrement();
            if (number >= count) {
                break;
            }
            CompletableFuture<?> future = started(lane, (int) number, step);
            if (!future.isDone()) {
                future.whenComplete((done, failed) -> {
                    noteFailure(failed);
                    go(lane, count, step);
                });
                return;
            }
            future.whenComplete((done, failed) -> noteFailure(failed));
        }
        running.countDown();
    }

    private void noteFailure(@Nullable Throwable failed) {
        if (failed != null) {
            failure.compareAndSet(null, failed);
        }
    }

    private static CompletableFuture<?> started(int lane, int number, Step step) {
        try {
            return step.start(lane, number);
        } catch (RuntimeException refused) {
            return CompletableFuture.failedFuture(refused);
        }
    }
}
