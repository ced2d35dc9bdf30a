package io.ratiskv.cli.bench.report;

/** The percentiles that are told to programs. */
enum Percentile {
    P50(50, "p50Micros"),
    P90(90, "p90Micros"),
    P99(99, "p99Micros"),
    P999(99.9, "p999Micros"),
    P9999(99.99, "p9999Micros");

    private final double value;
    private final String jsonName;

    Percentile(double value, String jsonName) {
        this.value = value;
        this.jsonName = jsonName;
    }

    double value() {
        return value;
    }

    String jsonName() {
        return jsonName;
    }
}
