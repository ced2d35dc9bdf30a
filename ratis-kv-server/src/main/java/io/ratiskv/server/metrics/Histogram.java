package io.ratiskv.server.metrics;

import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts sizes or times by fixed bounds. One search in a short array and two additions for each: cheaper than a timer that
 * also keeps a maximum and windows, because this is done for every request.
 *
 * <p>Thread: any.
 */
public final class Histogram implements Collector {
    private static final double NANOS_PER_SECOND = 1e9;

    /** Upper bounds in nanoseconds: from what a cache answers in to what a client gives up at. */
    static final long[] NANOS = {
        100_000L,
        250_000L,
        500_000L,
        1_000_000L,
        2_500_000L,
        5_000_000L,
        10_000_000L,
        25_000_000L,
        50_000_000L,
        100_000_000L,
        250_000_000L,
        500_000_000L,
        1_000_000_000L,
        2_500_000_000L,
        5_000_000_000L,
        10_000_000_000L
    };

    static final long[] COUNTS = {0, 1, 4, 16, 64, 256, 1_024, 4_096};

    static final long[] BYTES = {256, 1 << 10, 4 << 10, 16 << 10, 64 << 10, 256 << 10, 1 << 20, 4 << 20};

    private final Metric metric;
    private final long[] bounds;
    private final double scale;
    private final Map<String, Series> series = new ConcurrentHashMap<>();

    private Histogram(Metric metric, long[] bounds, double scale) {
        this.metric = metric;
        this.bounds = bounds;
        this.scale = scale;
        if (metric.labels().isEmpty()) {
            of("");
        }
    }

    /** Records nanoseconds, tells seconds. */
    static Histogram times(Metric metric) {
        return new Histogram(metric, NANOS, NANOS_PER_SECOND);
    }

    static Histogram sizes(Metric metric, long[] bounds) {
        return new Histogram(metric, bounds, 1);
    }

    /** One more of this size; times in nanoseconds. Only for a histogram without label. */
    public void record(long value) {
        of("").record(value);
    }

    /** The part with this label. Callers that record often keep it. */
    public Series of(String label) {
        Series known = series.get(label);
        return known != null ? known : series.computeIfAbsent(label, ignored -> new Series(bounds));
    }

    /** Those with one label. */
    public static final class Series {
        private final long[] bounds;
        private final LongAdder[] counts;
        private final LongAdder sum = new LongAdder();

        private Series(long[] bounds) {
            this.bounds = bounds;
            this.counts = new LongAdder[bounds.length + 1];
            for (int i = 0; i < counts.length; i++) {
                counts[i] = new LongAdder();
            }
        }

        public void record(long value) {
            int bucket = 0;
            while (bucket < bounds.length && value > bounds[bucket]) {
                bucket++;
            }
            counts[bucket].increment();
            sum.add(value);
        }

        /** How many there were. */
        public long count() {
            long all = 0;
            for (LongAdder count : counts) {
                all += count.sum();
            }
            return all;
        }
    }

    @Override
    public MetricSnapshot collect() {
        HistogramSnapshot.Builder snapshot =
                HistogramSnapshot.builder().name(metric.name()).help(metric.help());
        series.forEach((label, one) -> snapshot.dataPoint(point(label, one)));
        return snapshot.build();
    }

    private HistogramDataPointSnapshot point(String label, Series one) {
        double[] upper = new double[bounds.length + 1];
        long[] counts = new long[upper.length];
        for (int i = 0; i < upper.length; i++) {
            upper[i] = i < bounds.length ? bounds[i] / scale : Double.POSITIVE_INFINITY;
            counts[i] = one.counts[i].sum();
        }
        return HistogramDataPointSnapshot.builder()
                .labels(
                        label.isEmpty()
                                ? Labels.EMPTY
                                : Labels.of(metric.labels().get(0), label))
                .classicHistogramBuckets(ClassicHistogramBuckets.of(upper, box(counts)))
                .sum(one.sum.sum() / scale)
                .build();
    }

    private static Number[] box(long[] counts) {
        Number[] boxed = new Number[counts.length];
        for (int i = 0; i < counts.length; i++) {
            boxed[i] = counts[i];
        }
        return boxed;
    }
}
