package io.ratiskv.server.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Makes metrics and remembers what was said about each. Thread: one while making, any afterwards. */
final class Meters {
    private static final String PREFIX = "ratiskv_";

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final List<Metric> declared = new ArrayList<>();

    /** @param what in words joined by underscores, without room and unit */
    Count count(String room, String what, Unit unit, String help) {
        String name = name(room, what, unit);
        declare(new Metric(name + "_total", Metric.Kind.COUNTER, List.of(), help));
        return counter(name, Tags.empty(), help);
    }

    /** @param label its name; its values are few and known to the code */
    CountBy countBy(String room, String what, Unit unit, String label, String help) {
        String name = name(room, what, unit);
        declare(new Metric(name + "_total", Metric.Kind.COUNTER, List.of(label), help));
        return new CountBy(value -> counter(name, Tags.of(label, value), help));
    }

    Level level(String room, String what, Unit unit, String help) {
        String name = name(room, what, unit);
        declare(new Metric(name, Metric.Kind.GAUGE, List.of(), help));
        Level level = new Level();
        Gauge.builder(name, level::value).description(help).register(registry);
        return level;
    }

    /** A count that is kept elsewhere. */
    Tally tally(String room, String what, Unit unit, String help) {
        String name = name(room, what, unit);
        declare(new Metric(name + "_total", Metric.Kind.COUNTER, List.of(), help));
        Tally tally = new Tally();
        FunctionCounter.builder(name, tally, Tally::value).description(help).register(registry);
        return tally;
    }

    /** Facts as labels of a metric that is always 1. */
    void info(String what, String help, String... labelsAndValues) {
        List<String> labels = new ArrayList<>();
        for (int i = 0; i < labelsAndValues.length; i += 2) {
            labels.add(labelsAndValues[i]);
        }
        declare(new Metric(PREFIX + what + "_info", Metric.Kind.GAUGE, labels, help));
        InfoSnapshot snapshot = InfoSnapshot.builder()
                .name(PREFIX + what)
                .help(help)
                .dataPoint(InfoDataPointSnapshot.builder()
                        .labels(Labels.of(labelsAndValues))
                        .build())
                .build();
        registry.getPrometheusRegistry().register((Collector) () -> snapshot);
    }

    Histogram times(String room, String what, String help) {
        return keep(Histogram.times(histogram(room, what, Unit.SECONDS, List.of(), help)));
    }

    Histogram timesBy(String room, String what, String label, String help) {
        return keep(Histogram.times(histogram(room, what, Unit.SECONDS, List.of(label), help)));
    }

    Histogram sizes(String room, String what, Unit unit, String help) {
        long[] bounds = unit == Unit.BYTES ? Histogram.BYTES : Histogram.COUNTS;
        return keep(Histogram.sizes(histogram(room, what, unit, List.of(), help), bounds));
    }

    /** Metrics that are kept elsewhere. */
    void all(MultiCollector others, List<Metric> described) {
        described.forEach(this::declare);
        registry.getPrometheusRegistry().register(others);
    }

    /** Micrometer's own. */
    void bind(MeterBinder binder) {
        binder.bindTo(registry);
    }

    List<Metric> declared() {
        return Collections.unmodifiableList(declared);
    }

    /** Everything, in Prometheus' text format. */
    String scrape() {
        return registry.scrape();
    }

    void close() {
        registry.close();
    }

    private Count counter(String name, Tags tags, String help) {
        Count count = new Count();
        FunctionCounter.builder(name, count, Count::value)
                .tags(tags)
                .description(help)
                .register(registry);
        return count;
    }

    private Metric histogram(String room, String what, Unit unit, List<String> labels, String help) {
        Metric metric = new Metric(name(room, what, unit), Metric.Kind.HISTOGRAM, labels, help);
        declare(metric);
        return metric;
    }

    private Histogram keep(Histogram histogram) {
        registry.getPrometheusRegistry().register(histogram);
        return histogram;
    }

    private void declare(Metric metric) {
        if (declared.stream().anyMatch(known -> known.name().equals(metric.name()))) {
            throw new IllegalArgumentException("two metrics have the name " + metric.name());
        }
        declared.add(metric);
    }

    private static String name(String room, String what, Unit unit) {
        String name = PREFIX + room + "_" + what + "_" + unit.word();
        if (!name.matches("[a-z]+(_[a-z0-9]+)+")) {
            throw new IllegalArgumentException("not a name for a metric: " + name);
        }
        return name;
    }
}
