package io.ratiskv.jepsen.peers;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * What ours was to its limit (the same member with an empty state: raw Ratis behind our batcher) when somebody last
 * wrote it down, and whether it fell far behind that. Both are measured in one run, so the machine hardly matters.
 *
 * @param recorded ratio by row and figure, as in {@code put@1000.per_second}
 */
record Guard(Map<String, Double> recorded) {
    /** Rows that are looked at: what many writers, and what some, see. */
    static final String ROWS = "put@64,put@1000";

    /** Against what. */
    static final String BASELINE = "limit";

    /** So much worse than recorded is no noise. */
    static final double LARGE_FALL = 0.4;

    private static final List<Figure> FIGURES = List.of(Figure.PER_SECOND, Figure.CPU_PER_OPERATION);

    Guard {
        recorded = Map.copyOf(recorded);
    }

    /** @throws IllegalArgumentException if a line is no ratio */
    static Guard read(Path file) throws IOException {
        Properties lines = new Properties();
        try (Reader in = Files.newBufferedReader(file)) {
            lines.load(in);
        }
        Map<String, Double> recorded = new TreeMap<>();
        for (String name : lines.stringPropertyNames()) {
            try {
                recorded.put(name, Double.parseDouble(lines.getProperty(name).strip()));
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(file + ": " + name + " is not a number", e);
            }
        }
        return new Guard(recorded);
    }

    /** A line for each ratio; large falls begin with {@code WARNING}. */
    List<String> lines(Comparison now) {
        List<String> lines = new ArrayList<>();
        for (String row : now.rows()) {
            for (Figure figure : FIGURES) {
                now.ratio(row, figure, BASELINE).ifPresent(ratio -> lines.add(line(row, figure, ratio)));
            }
        }
        return lines;
    }

    private String line(String row, Figure figure, Spread ratio) {
        Double before = recorded.get(name(row, figure));
        String seen = "%s %s, ours to limit: %s [%s–%s]"
                .formatted(
                        row,
                        figure.label(),
                        Ratios.times(ratio.median()),
                        Ratios.times(ratio.min()),
                        Ratios.times(ratio.max()));
        if (before == null) {
            return seen + ", nothing recorded";
        }
        String line = seen + ", recorded " + Ratios.times(before);
        return fell(figure, before, ratio.median()) ? "WARNING " + line + ": a large fall" : line;
    }

    private static boolean fell(Figure figure, double before, double now) {
        return figure.moreIsBetter() ? now < before * (1 - LARGE_FALL) : now > before / (1 - LARGE_FALL);
    }

    /** What a run found, to be recorded. */
    static String record(Comparison now) {
        StringBuilder out = new StringBuilder(
                "# What ours was to its limit; written by bin/peers guard --record, read by bin/peers guard.\n");
        for (String row : now.rows()) {
            for (Figure figure : FIGURES) {
                now.ratio(row, figure, BASELINE)
                        .ifPresent(ratio -> out.append(name(row, figure))
                                .append('=')
                                .append(String.format(Locale.ROOT, "%.3f", ratio.median()))
                                .append('\n'));
            }
        }
        return out.toString();
    }

    private static String name(String row, Figure figure) {
        return row + "." + figure.key();
    }
}
