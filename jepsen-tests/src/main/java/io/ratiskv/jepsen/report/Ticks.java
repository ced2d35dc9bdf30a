package io.ratiskv.jepsen.report;

import java.util.Locale;

/** Round numbers for axes. */
final class Ticks {
    private static final double[] STEPS = {1, 2, 5, 10};

    private Ticks() {}

    /** A round step, at least 1, that divides the span into about so many parts, never more. */
    static double step(double span, int parts) {
        double rough = Math.max(1, span / parts);
        double power = Math.pow(10, Math.floor(Math.log10(rough)));
        for (double step : STEPS) {
            if (step * power >= rough) {
                return step * power;
            }
        }
        return 10 * power;
    }

    /** From 0 to at least {@code max}, evenly. */
    static Chart.Scale linear(double max) {
        double step = step(Math.max(1, max), 4);
        int count = (int) Math.max(1, Math.ceil(max / step));
        double end = count * step;
        double[] marks = new double[count + 1];
        for (int i = 0; i <= count; i++) {
            marks[i] = i * step;
        }
        return new Chart.Scale() {
            @Override
            public double at(double value) {
                return value / end;
            }

            @Override
            public double[] marks() {
                return marks.clone();
            }

            @Override
            public String label(double mark) {
                return String.format(Locale.ROOT, "%,.0f", mark);
            }
        };
    }

    /** Milliseconds in powers of ten, from 0.1 ms to 10 s. */
    static Chart.Scale logarithmicMillis() {
        double[] marks = {0.1, 1, 10, 100, 1_000, 10_000};
        return new Chart.Scale() {
            @Override
            public double at(double value) {
                return (Math.log10(Math.max(marks[0], value)) + 1) / (marks.length - 1);
            }

            @Override
            public double[] marks() {
                return marks.clone();
            }

            @Override
            public String label(double mark) {
                return mark >= 1_000
                        ? String.format(Locale.ROOT, "%.0f s", mark / 1_000)
                        : String.format(Locale.ROOT, mark < 1 ? "%.1f ms" : "%.0f ms", mark);
            }
        };
    }
}
