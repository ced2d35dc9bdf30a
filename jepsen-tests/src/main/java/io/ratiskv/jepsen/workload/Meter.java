package io.ratiskv.jepsen.workload;

import io.ratiskv.jepsen.history.Completion;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * Lets one workload begin its calls, at a rate and up to a number, and counts how they end. What was not used of the rate
 * while calls hung is not made up for: after a fault the cluster meets the usual load, not a wave.
 *
 * <p>Thread: any.
 */
public final class Meter {
    /** A thread that may not go on asks again after so long: {@link #stop} is noticed by then. */
    private static final long PAUSE_NANOS_MAX = TimeUnit.MILLISECONDS.toNanos(20);

    private final long intervalNanos;
    private final long callsMax;
    private final LongSupplier nanoTime;
    private final LongConsumer pause;
    private final AtomicLong begun = new AtomicLong();
    private final AtomicLong nextNanos;
    private final ConcurrentHashMap<String, LongAdder> okByFunction = new ConcurrentHashMap<>();
    private final LongAdder ok = new LongAdder();
    private final LongAdder fail = new LongAdder();
    private final LongAdder info = new LongAdder();
    private volatile boolean stopped;

    /**
     * How calls ended so far.
     *
     * @param ok happened
     * @param fail did not
     * @param info unknown
     */
    public record Counts(long ok, long fail, long info) {
        /** Both together. */
        public Counts plus(Counts other) {
            return new Counts(ok + other.ok, fail + other.fail, info + other.info);
        }

        /** What came since then. */
        public Counts minus(Counts earlier) {
            return new Counts(ok - earlier.ok, fail - earlier.fail, info - earlier.info);
        }

        /** All that have ended. */
        public long total() {
            return ok + fail + info;
        }
    }

    /**
     * A meter that starts now.
     *
     * @param callsPerSecond most; 0 = as fast as answers come
     * @param callsMax most calls ever begun; then the workload stands still
     */
    public Meter(double callsPerSecond, long callsMax) {
        this(callsPerSecond, callsMax, System::nanoTime, LockSupport::parkNanos);
    }

    Meter(double callsPerSecond, long callsMax, LongSupplier nanoTime, LongConsumer pause) {
        this.intervalNanos = callsPerSecond <= 0 ? 0 : Math.max(1, (long) (1e9 / callsPerSecond));
        this.callsMax = callsMax;
        this.nanoTime = nanoTime;
        this.pause = pause;
        this.nextNanos = new AtomicLong(nanoTime.getAsLong());
    }

    /** Whether a call may begin now; after a short wait if it is too early. Ask again if not, unless {@link #stopped}. */
    boolean mayBegin() {
        if (stopped) {
            return false;
        }
        long now = nanoTime.getAsLong();
        long next = nextNanos.get();
        long early = next - now;
        if (early > 0) {
            pause.accept(Math.min(early, PAUSE_NANOS_MAX));
            return false;
        }
        // Late by more than one interval: the rest of the delay is forgiven.
        if (!nextNanos.compareAndSet(next, Math.max(next, now - intervalNanos) + intervalNanos)) {
            return false;
        }
        if (begun.incrementAndGet() > callsMax) {
            begun.decrementAndGet();
            stopped = true;
            return false;
        }
        return true;
    }

    void ended(String function, Completion how) {
        LongAdder okOfFunction = okByFunction.computeIfAbsent(function, f -> new LongAdder());
        if (how == Completion.OK) {
            okOfFunction.increment();
        }
        switch (how) {
            case OK -> ok.increment();
            case FAIL -> fail.increment();
            case INFO -> info.increment();
        }
    }

    /** No call begins any more. */
    public void stop() {
        stopped = true;
    }

    /** Successful calls of the function that has had fewest, of those that were called at all; 0 if none was. */
    public long fewestOk() {
        return okByFunction.values().stream().mapToLong(LongAdder::sum).min().orElse(0);
    }

    /** Told to stop, or every call that was allowed has begun. */
    public boolean stopped() {
        return stopped;
    }

    /** How calls ended so far. */
    public Counts counts() {
        return new Counts(ok.sum(), fail.sum(), info.sum());
    }
}
