package io.ratiskv.cli.bench.load;

import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The place of one outstanding operation, used over and over: it is the callback itself, so that an operation allocates
 * nothing here.
 *
 * <p>Thread: one at a time; handed over by the future that completes.
 */
final class Lane implements BiConsumer<@Nullable Object, @Nullable Throwable> {
    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    /** What offers operations: decides what comes after one. */
    interface Loop {
        Work work();

        /** Where the time and the outcome of the lane's operation belong. */
        Meter meterOf(Lane lane);

        /** The lane is free. */
        void ended(Lane lane, boolean well);
    }

    private final Loop loop;
    private final int number;
    private final SplittableRandom random;
    private long begunNanos;
    private @Nullable Meter dueIn;
    private int key;

    Lane(Loop loop, int number, long seed) {
        this.loop = loop;
        this.number = number;
        this.random = new SplittableRandom(seed + number * GOLDEN_GAMMA);
    }

    int number() {
        return number;
    }

    SplittableRandom random() {
        return random;
    }

    /** When its operation was issued, or was due. */
    long begunNanos() {
        return begunNanos;
    }

    /** The phase in which its operation was due, of an open loop. */
    @Nullable
    Meter dueIn() {
        return dueIn;
    }

    /** The key that its operation is about, if the operation wants to remember it. */
    int key() {
        return key;
    }

    void key(int newKey) {
        key = newKey;
    }

    /** Starts an operation of a closed loop. */
    CompletableFuture<?> issue(long nowNanos) {
        return issue(nowNanos, null);
    }

    /** Starts an operation that was due at {@code dueNanos}. */
    CompletableFuture<?> issue(long dueNanos, @Nullable Meter phase) {
        begunNanos = dueNanos;
        dueIn = phase;
        try {
            return loop.work().operation().issue(this);
        } catch (RuntimeException refused) {
            return CompletableFuture.failedFuture(refused);
        }
    }

    @Override
    public void accept(@Nullable Object answer, @Nullable Throwable failure) {
        loop.ended(this, note(answer, failure));
    }

    /** Counts the end of an operation that is over already; answers whether it was a good one. */
    boolean note(CompletableFuture<?> over) {
        try {
            return note(over.join(), null);
        } catch (CompletionException | CancellationException failure) {
            return note(null, failure);
        }
    }

    private boolean note(@Nullable Object answer, @Nullable Throwable failure) {
        Meter meter = loop.meterOf(this);
        if (failure != null) {
            Throwable cause = cause(failure);
            meter.failed(loop.work().target().errorType(cause), String.valueOf(cause.getMessage()));
            loop.work().operation().failed(this);
            return false;
        }
        meter.took(System.nanoTime() - begunNanos);
        loop.work().phases().current().completed();
        loop.work().operation().answered(this, answer, meter);
        return true;
    }

    private static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }
}
