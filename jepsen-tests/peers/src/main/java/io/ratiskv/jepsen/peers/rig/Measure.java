package io.ratiskv.jepsen.peers.rig;

import java.util.Locale;

/** What a column of a {@link Sheet} tells, in the order of columns. */
public enum Measure {
    OFFERED("offered /s"),
    PER_SECOND("ops/s"),
    /** Answers within the caller's deadline. */
    GOODPUT("in time /s"),
    EVENTS("events/s"),
    MEBIBYTES("MiB/s"),
    P50("p50 ms"),
    P99("p99 ms"),
    P999("p99.9 ms"),
    MAX("max ms"),
    /** Longest time without any answer, from the window's beginning to its end. */
    STALL("longest stall ms"),
    P99_RATIO("p99 beside/alone"),
    P999_RATIO("p99.9 beside/alone"),
    BATCH("writes/entry"),
    /** Of all members. */
    CPU("server CPU µs/op"),
    GENERATOR_CPU("client CPU µs/op"),
    /** Of the processors' time that was neither the members' nor the generator's. */
    OTHERS("others' CPU %"),
    RESIDENT("resident MiB/member"),
    STORE("store MiB/member"),
    LOADED("loaded /s"),
    REFUSED("refused %"),
    REFUSAL_P50("refusal p50 ms"),
    REFUSAL_P99("refusal p99 ms"),
    /** Neither answered nor refused at once: too late, or with an outcome that is not known. */
    LOST("late or lost %"),
    COUNT("how many"),
    HEAP_BYTES("heap bytes each"),
    /** Of resident memory, where the whole heap is resident from the beginning. */
    NATIVE_BYTES("bytes beside the heap each"),
    DISK_BYTES("disk bytes each");

    private final String label;

    Measure(String label) {
        this.label = label;
    }

    /** With its unit, for the head of a column. */
    public String label() {
        return label;
    }

    /** As it stands in JSON: {@code per_second}. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** A value with as many digits as it is worth. */
    public static String format(double value) {
        double size = Math.abs(value);
        String form = size >= 100 || value == Math.rint(value) ? "%,.0f" : size >= 10 ? "%.1f" : "%.2f";
        return String.format(Locale.ROOT, form, value);
    }
}
