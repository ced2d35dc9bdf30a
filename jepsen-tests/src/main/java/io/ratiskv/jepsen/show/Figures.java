package io.ratiskv.jepsen.show;

import java.io.PrintStream;
import java.util.Arrays;
import java.util.Locale;

/** Prints figures as lines of name and value. */
final class Figures {
    private final PrintStream out;

    Figures(PrintStream out) {
        this.out = out;
    }

    void title(String text) {
        out.println(text);
    }

    void line(String name, String format, Object... values) {
        out.printf(Locale.ROOT, "  %-44s %s%n", name, String.format(Locale.ROOT, format, values));
        out.flush();
    }

    /** Least, median and greatest. */
    void spread(String name, String unit, double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        line(
                name,
                "min %.2f, median %.2f, max %.2f %s (n = %d)",
                sorted[0],
                sorted[sorted.length / 2],
                sorted[sorted.length - 1],
                unit,
                sorted.length);
    }

    static double seconds(long nanos) {
        return nanos / 1e9;
    }

    static double mebibytes(long bytes) {
        return bytes / (1024.0 * 1024.0);
    }
}
