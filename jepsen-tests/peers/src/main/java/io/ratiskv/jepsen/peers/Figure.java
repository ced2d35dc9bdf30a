package io.ratiskv.jepsen.peers;

import java.util.Locale;

/** What is told of a workload. */
public enum Figure {
    PER_SECOND("ops/s", true),
    P50("p50 µs", false),
    P99("p99 µs", false),
    CPU_PER_OPERATION("server CPU µs/op", false),
    /** Of the member that has most. */
    RESIDENT("resident MiB", false),
    /** From the start of all members, killed before, until each serves. */
    RESTART("restart s", false),
    /** Without an acknowledged write, after kill -9 of the leader. */
    GAP("gap s", false);

    private final String label;
    private final boolean moreIsBetter;

    Figure(String label, boolean moreIsBetter) {
        this.label = label;
        this.moreIsBetter = moreIsBetter;
    }

    /** With its unit, for the head of a column. */
    public String label() {
        return label;
    }

    public boolean moreIsBetter() {
        return moreIsBetter;
    }

    /** As it stands in JSON: {@code cpu_per_operation}. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** A value with as many digits as it is worth. */
    public String format(double value) {
        double size = Math.abs(value);
        String form = size >= 100 ? "%,.0f" : size >= 10 ? "%.1f" : "%.2f";
        return String.format(Locale.ROOT, form, value);
    }
}
