package io.ratiskv.cli.bench.load;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;
import org.jspecify.annotations.Nullable;

/** What happened in one phase of a run: how many, how long, what failed. Any thread may add. */
final class Meter {
    /** Longer ones count as this long: no call waits so long. */
    private static final long LATENCY_NANOS_MAX = TimeUnit.MINUTES.toNanos(10);

    private static final int DIGITS = 3;

    /** Further types of errors count as one. */
    private static final int ERROR_TYPES_MAX = 32;

    private static final String OTHER_TYPES = "other";

    private final Recorder recorder = new Recorder(LATENCY_NANOS_MAX, DIGITS);
    private final LongAdder completed = new LongAdder();
    private final LongAdder notFound = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final Map<String, LongAdder> errors = new ConcurrentHashMap<>();
    private final AtomicReference<@Nullable String> firstError = new AtomicReference<>();

    void completed() {
        completed.increment();
    }

    void took(long nanos) {
        recorder.recordValue(Math.max(0, Math.min(nanos, LATENCY_NANOS_MAX)));
    }

    void notFound() {
        notFound.increment();
    }

    void refused() {
        refused.increment();
    }

    void failed(String type, String message) {
        failed(type, message, 1);
    }

    void failed(String type, String message, long times) {
        firstError.compareAndSet(null, message);
        String counted = errors.size() < ERROR_TYPES_MAX || errors.containsKey(type) ? type : OTHER_TYPES;
        errors.computeIfAbsent(counted, fresh -> new LongAdder()).add(times);
    }

    long completedCount() {
        return completed.sum();
    }

    long failedCount() {
        return errors.values().stream().mapToLong(LongAdder::sum).sum();
    }

    long notFoundCount() {
        return notFound.sum();
    }

    long refusedCount() {
        return refused.sum();
    }

    Map<String, Long> errors() {
        Map<String, Long> counts = new TreeMap<>();
        errors.forEach((type, count) -> counts.put(type, count.sum()));
        return counts;
    }

    Optional<String> firstError() {
        return Optional.ofNullable(firstError.get());
    }

    /** The times since this was last asked. Thread: one. */
    Histogram timesSinceLast() {
        return recorder.getIntervalHistogram();
    }

    static Histogram noTimes() {
        return new Histogram(LATENCY_NANOS_MAX, DIGITS);
    }
}
