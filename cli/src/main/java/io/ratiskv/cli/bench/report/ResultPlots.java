package io.ratiskv.cli.bench.report;

import io.ratiskv.cli.bench.load.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;

/** The plots of a result. */
final class ResultPlots {
    private static final int STEPS_PER_HALVING = 5;

    /** Buckets of the distribution grow by so much. */
    private static final double BUCKET_GROWTH = 1.15;

    /** 99.999 %: what lies beyond is a handful of operations. */
    private static final double NINES_MAX = 5;

    private ResultPlots() {}

    static String throughput(Result result) {
        return overTime(result, "operations per second", Result.Slice::perSecond, ResultPlots::compact);
    }

    static String tail(Result result) {
        return overTime(result, "p99 of each slice", Result.Slice::p99Micros, ResultRows::time);
    }

    private static String overTime(
            Result result, String title, ToDoubleFunction<Result.Slice> value, Axis.Label label) {
        List<SvgPlot.Point> points = result.timeline().stream()
                .map(slice -> new SvgPlot.Point(slice.atSeconds(), value.applyAsDouble(slice)))
                .toList();
        double top = points.stream().mapToDouble(SvgPlot.Point::y).max().orElse(0);
        return SvgPlot.lines(
                title,
                points,
                Axis.linear(0, Math.max(result.seconds(), 1e-3), x -> String.format(Locale.ROOT, "%.1f s", x)),
                Axis.linear(0, top > 0 ? top * 1.05 : 1, label));
    }

    /** Latency by percentile, the percentiles by their nines. */
    static String latency(Result result) {
        List<SvgPlot.Point> points = new ArrayList<>();
        if (result.latency().getTotalCount() > 0) {
            for (HistogramIterationValue step : result.latency().percentiles(STEPS_PER_HALVING)) {
                double rest = 1 - step.getPercentileLevelIteratedTo() / 100;
                double nines = rest <= 0 ? NINES_MAX : -Math.log10(rest);
                points.add(new SvgPlot.Point(Math.min(nines, NINES_MAX), Math.max(1, step.getValueIteratedTo() / 1e3)));
            }
        }
        return SvgPlot.lines(
                "latency by percentile",
                points,
                Axis.linear(0, NINES_MAX, ResultPlots::percentile),
                micros(result.latency()));
    }

    /** How many operations took how long. */
    static String distribution(Result result) {
        List<SvgPlot.Point> points = new ArrayList<>();
        Histogram latency = result.latency();
        if (latency.getTotalCount() > 0) {
            for (HistogramIterationValue bucket : latency.logarithmicBucketValues(1_000, BUCKET_GROWTH)) {
                points.add(new SvgPlot.Point(
                        Math.max(1, bucket.getValueIteratedTo() / 1e3),
                        100.0 * bucket.getCountAddedInThisIterationStep() / latency.getTotalCount()));
            }
        }
        double top = points.stream().mapToDouble(SvgPlot.Point::y).max().orElse(1);
        return SvgPlot.lines(
                "share of operations by latency",
                points,
                micros(latency),
                Axis.linear(0, top * 1.05, y -> String.format(Locale.ROOT, "%.1f %%", y)));
    }

    private static Axis micros(Histogram latency) {
        double least = latency.getTotalCount() == 0 ? 1 : Math.max(1, latency.getMinValue() / 1e3);
        return Axis.logarithmic(least, Math.max(least * 10, latency.getMaxValue() / 1e3), ResultRows::time);
    }

    private static String percentile(double nines) {
        return nines == 0 ? "0 %" : String.format(Locale.ROOT, "%s %%", trimmed(100 * (1 - Math.pow(10, -nines))));
    }

    private static String trimmed(double value) {
        return String.format(Locale.ROOT, "%.3f", value).replaceAll("\\.?0+$", "");
    }

    private static String compact(double value) {
        return value >= 10_000
                ? String.format(Locale.ROOT, "%.0f k", value / 1e3)
                : String.format(Locale.ROOT, "%,.0f", value);
    }
}
