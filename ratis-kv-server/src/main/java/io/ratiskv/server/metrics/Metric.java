package io.ratiskv.server.metrics;

import java.util.List;

/**
 * What is said about a metric.
 *
 * @param name as it is scraped; histograms have {@code _bucket}, {@code _sum} and {@code _count} behind it
 * @param labels names of its labels, for instance {@code code}
 * @param help one sentence
 */
public record Metric(String name, Kind kind, List<String> labels, String help) {
    /** How it behaves. */
    public enum Kind {
        /** Only goes up, from 0 at the start of the process. */
        COUNTER,
        /** As it is when somebody looks. */
        GAUGE,
        /** Counts by size: buckets, sum and count, from 0 at the start of the process. */
        HISTOGRAM,
        /** Quantiles over the last minutes, as Ratis keeps them, and a count. */
        SUMMARY
    }
}
