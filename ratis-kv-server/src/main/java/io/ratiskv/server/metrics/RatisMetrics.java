package io.ratiskv.server.metrics;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.Quantile;
import io.prometheus.metrics.model.snapshots.Quantiles;
import io.prometheus.metrics.model.snapshots.SummarySnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * What Ratis measures itself, under names of ours, with units and help, which it has none of. Only what somebody can act on
 * is let through: {@link RatisCatalogue}. Ratis makes and drops metrics as members come and go, so they are asked for at
 * each scrape.
 */
public final class RatisMetrics implements MultiCollector {
    /**
     * One of Ratis' metrics at one moment.
     *
     * @param component such as {@code log_worker}
     * @param name without component and member
     * @param value of a counter or gauge; the count of a timer
     * @param median of a timer, in nanoseconds; as the two after it, over the last minutes
     */
    public record Sample(String component, String name, double value, double median, double percentile99, double max) {}

    private volatile Supplier<List<Sample>> source = List::of;

    RatisMetrics() {}

    /** From now on this is where to look. */
    public void from(Supplier<List<Sample>> newSource) {
        source = newSource;
    }

    static List<Metric> described() {
        return RatisCatalogue.ENTRIES.stream().map(RatisCatalogue.Entry::metric).toList();
    }

    @Override
    public MetricSnapshots collect() {
        TreeMap<String, Family> families = new TreeMap<>();
        for (Sample sample : source.get()) {
            for (RatisCatalogue.Entry entry : RatisCatalogue.ENTRIES) {
                Optional<Labels> labels = entry.match(sample);
                if (labels.isPresent() && !Double.isNaN(sample.value())) {
                    families.computeIfAbsent(entry.metric().name(), ignored -> new Family(entry, new ArrayList<>()))
                            .points
                            .add(new Point(labels.get(), sample));
                    break;
                }
            }
        }
        return new MetricSnapshots(
                families.values().stream().map(Family::snapshot).toList());
    }

    private record Point(Labels labels, Sample sample) {}

    private record Family(RatisCatalogue.Entry entry, List<Point> points) {
        MetricSnapshot snapshot() {
            String name = entry.metric().name();
            String help = entry.metric().help();
            return switch (entry.metric().kind()) {
                case COUNTER -> {
                    // The library puts "_total" behind a counter's name itself.
                    CounterSnapshot.Builder counter = CounterSnapshot.builder()
                            .name(name.substring(0, name.length() - "_total".length()))
                            .help(help);
                    points.forEach(point -> counter.dataPoint(CounterSnapshot.CounterDataPointSnapshot.builder()
                            .labels(point.labels())
                            .value(Math.max(0, point.sample().value()))
                            .build()));
                    yield counter.build();
                }
                case GAUGE -> {
                    GaugeSnapshot.Builder gauge =
                            GaugeSnapshot.builder().name(name).help(help);
                    points.forEach(point -> gauge.dataPoint(GaugeSnapshot.GaugeDataPointSnapshot.builder()
                            .labels(point.labels())
                            .value(point.sample().value() * entry.scale())
                            .build()));
                    yield gauge.build();
                }
                case SUMMARY, HISTOGRAM -> {
                    SummarySnapshot.Builder summary =
                            SummarySnapshot.builder().name(name).help(help);
                    points.forEach(point -> summary.dataPoint(summary(point)));
                    yield summary.build();
                }
            };
        }

        private SummarySnapshot.SummaryDataPointSnapshot summary(Point point) {
            Sample sample = point.sample();
            return SummarySnapshot.SummaryDataPointSnapshot.builder()
                    .labels(point.labels())
                    .count((long) sample.value())
                    .quantiles(Quantiles.of(
                            new Quantile(0.5, sample.median() * entry.scale()),
                            new Quantile(0.99, sample.percentile99() * entry.scale()),
                            new Quantile(1, sample.max() * entry.scale())))
                    .build();
        }
    }
}
