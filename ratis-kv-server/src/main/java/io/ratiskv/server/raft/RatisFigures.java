package io.ratiskv.server.raft;

import java.util.ArrayList;
import java.util.List;
import org.apache.ratis.metrics.MetricRegistries;
import org.apache.ratis.metrics.MetricRegistryInfo;
import org.apache.ratis.metrics.RatisMetricRegistry;
import org.apache.ratis.metrics.impl.RatisMetricRegistryImpl;
import org.apache.ratis.thirdparty.com.codahale.metrics.Counter;
import org.apache.ratis.thirdparty.com.codahale.metrics.Gauge;
import org.apache.ratis.thirdparty.com.codahale.metrics.Metric;
import org.apache.ratis.thirdparty.com.codahale.metrics.MetricRegistry;
import org.apache.ratis.thirdparty.com.codahale.metrics.Snapshot;
import org.apache.ratis.thirdparty.com.codahale.metrics.Timer;

/**
 * What Ratis measures of itself, as of now. It keeps its metrics in registries that come and go with roles and members,
 * shared by all members of a process; those of this member are looked for each time.
 */
final class RatisFigures {
    private RatisFigures() {}

    /** All metrics of this member that have a number. Thread: any. */
    static List<RatisFigure> of(String memberId) {
        List<RatisFigure> figures = new ArrayList<>();
        for (RatisMetricRegistry registry : MetricRegistries.global().getMetricRegistries()) {
            MetricRegistryInfo info = registry.getMetricRegistryInfo();
            boolean ours = info.getPrefix().equals(memberId) || info.getPrefix().startsWith(memberId + "@");
            if (ours && registry instanceof RatisMetricRegistryImpl known) {
                String component = info.getApplicationName().equals("ratis")
                        ? info.getMetricsComponentName()
                        : info.getApplicationName().replace("ratis_", "") + "_" + info.getMetricsComponentName();
                String start = MetricRegistry.name(
                        info.getApplicationName(), info.getMetricsComponentName(), info.getPrefix());
                known.getDropWizardMetricRegistry()
                        .getMetrics()
                        .forEach((name, metric) -> add(figures, component, shorten(name, start), metric));
            }
        }
        return figures;
    }

    private static String shorten(String name, String start) {
        return name.startsWith(start + ".") ? name.substring(start.length() + 1) : name;
    }

    private static void add(List<RatisFigure> figures, String component, String name, Metric metric) {
        if (metric instanceof Timer timer) {
            Snapshot times = timer.getSnapshot();
            figures.add(new RatisFigure(
                    component, name, timer.getCount(), times.getMedian(), times.get99thPercentile(), (double)
                            times.getMax()));
        } else if (metric instanceof Counter counter) {
            figures.add(new RatisFigure(component, name, counter.getCount(), 0, 0, 0));
        } else if (metric instanceof Gauge<?> gauge && valueOf(gauge) instanceof Number number) {
            figures.add(new RatisFigure(component, name, number.doubleValue(), 0, 0, 0));
        }
    }

    /** Null if it has none now: some are asked of parts of Ratis that are stopping. */
    private static @org.jspecify.annotations.Nullable Object valueOf(Gauge<?> gauge) {
        try {
            return gauge.getValue();
        } catch (RuntimeException gone) {
            return null;
        }
    }
}
