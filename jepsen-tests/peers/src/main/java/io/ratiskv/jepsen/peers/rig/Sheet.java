package io.ratiskv.jepsen.peers.rig;

import java.util.Arrays;
import java.util.List;

/**
 * A table, and what follows from it.
 *
 * @param name as it is typed: {@code clients}
 * @param title a sentence: how it was measured
 * @param varied head of the first column
 * @param words sentences below the table
 */
public record Sheet(String name, String title, String varied, List<Line> lines, List<String> words) {
    public Sheet {
        lines = List.copyOf(lines);
        words = List.copyOf(words);
    }

    /** Columns that some line has a value in. */
    List<Measure> measures() {
        return Arrays.stream(Measure.values())
                .filter(measure -> lines.stream().anyMatch(line -> line.values().containsKey(measure)))
                .toList();
    }
}
