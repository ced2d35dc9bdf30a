package io.ratiskv.cli.bench.report;

import java.util.ArrayList;
import java.util.List;

/** From values to the share of an axis' length, and the ticks on it. */
record Axis(double from, double to, boolean logarithmic, Label label) {
    private static final int LINEAR_TICKS = 5;

    /** How a value is written at its tick. */
    interface Label {
        String of(double value);
    }

    static Axis linear(double from, double to, Label label) {
        return new Axis(from, to, false, label);
    }

    /** From the power of ten below to the one above; {@code from} is above zero. */
    static Axis logarithmic(double from, double to, Label label) {
        return new Axis(
                Math.pow(10, Math.floor(Math.log10(from))), Math.pow(10, Math.ceil(Math.log10(to))), true, label);
    }

    /** 0 to 1. */
    double share(double value) {
        double share = logarithmic
                ? Math.log10(Math.max(value, from) / from) / Math.log10(to / from)
                : (value - from) / (to - from);
        return Math.max(0, Math.min(1, share));
    }

    List<Double> ticks() {
        List<Double> ticks = new ArrayList<>();
        if (logarithmic) {
            int decades = (int) Math.round(Math.log10(to / from));
            for (int i = 0; i <= decades; i++) {
                ticks.add(from * Math.pow(10, i));
            }
        } else {
            for (int i = 0; i <= LINEAR_TICKS; i++) {
                ticks.add(from + (to - from) * i / LINEAR_TICKS);
            }
        }
        return ticks;
    }
}
