package io.ratiskv.jepsen.peers;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A {@link Report} to be read: one line for each figure of each row, as a table of a terminal or in Markdown. Each value is
 * the median over the rounds, with least and greatest in brackets when there is more than one round.
 */
final class ReportTable {
    private static final String NOTHING = "–";

    private final Report report;
    private final Comparison comparison;
    private final List<String> others;

    ReportTable(Report report) {
        this.report = report;
        this.comparison = new Comparison(report.samples());
        this.others = comparison.stores().stream()
                .filter(store -> !store.equals(Comparison.OURS))
                .toList();
    }

    /** For a terminal. */
    String text() {
        StringBuilder out = new StringBuilder();
        for (List<String> line : notes()) {
            out.append(line.get(0)).append(": ").append(line.get(1)).append('\n');
        }
        out.append('\n');
        List<List<String>> lines = lines();
        int columns = lines.get(0).size();
        int[] widths = new int[columns];
        for (List<String> line : lines) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], line.get(i).length());
            }
        }
        for (List<String> line : lines) {
            StringBuilder padded = new StringBuilder();
            for (int i = 0; i < columns; i++) {
                String pad = " ".repeat(widths[i] - line.get(i).length());
                padded.append(i < 2 ? line.get(i) + pad : pad + line.get(i)).append("  ");
            }
            out.append(padded.toString().stripTrailing()).append('\n');
        }
        disturbed().ifPresent(words -> out.append('\n').append(words).append('\n'));
        comparison.errors().forEach(error -> out.append("\nERROR ").append(error));
        return out.append(comparison.errors().isEmpty() ? "" : "\n").toString();
    }

    /** For docs/performance.md. */
    String markdown() {
        StringBuilder out = new StringBuilder();
        for (List<String> line : notes()) {
            out.append("- ").append(line.get(0)).append(": ");
            boolean code = line.get(0).equals("command");
            out.append(code ? "`" + line.get(1) + "`" : line.get(1)).append('\n');
        }
        out.append('\n');
        List<List<String>> lines = lines();
        for (int i = 0; i < lines.size(); i++) {
            out.append("| ").append(String.join(" | ", lines.get(i))).append(" |\n");
            if (i == 0) {
                out.append("|---|---|")
                        .append("---:|".repeat(lines.get(0).size() - 2))
                        .append('\n');
            }
        }
        disturbed().ifPresent(words -> out.append('\n').append(words).append('\n'));
        List<String> errors = comparison.errors();
        if (!errors.isEmpty()) {
            out.append("\nWhat went wrong:\n");
            errors.forEach(error -> out.append("- ").append(error).append('\n'));
        }
        return out.toString();
    }

    private Optional<String> disturbed() {
        List<String> windows = comparison.disturbed();
        if (windows.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of("Suspect: other programs used more than a tenth of the machine in " + windows.size() + " of "
                + report.samples().size() + " windows, as in " + windows.get(0) + ".");
    }

    private List<List<String>> notes() {
        List<List<String>> notes = new ArrayList<>();
        notes.add(List.of("command", report.command()));
        notes.add(List.of("began", report.began()));
        notes.add(List.of(
                "machine",
                report.machine().entrySet().stream()
                        .map(entry -> entry.getKey() + " " + entry.getValue())
                        .collect(Collectors.joining(", "))));
        report.method().forEach(line -> notes.add(List.of("method", line)));
        report.stores().forEach((store, lines) -> notes.add(List.of(store, String.join("; ", lines))));
        return notes;
    }

    private List<List<String>> lines() {
        List<List<String>> lines = new ArrayList<>();
        List<String> head = new ArrayList<>(List.of("workload", "figure"));
        comparison.stores().forEach(head::add);
        others.forEach(other -> {
            head.add("ours:" + other);
            head.add("goal");
        });
        lines.add(head);
        for (String row : comparison.rows()) {
            for (Figure figure : comparison.figures(row)) {
                lines.add(line(row, figure));
            }
        }
        return lines;
    }

    private List<String> line(String row, Figure figure) {
        List<String> line = new ArrayList<>(List.of(row, figure.label()));
        for (String store : comparison.stores()) {
            line.add(comparison
                    .spread(row, figure, store)
                    .map(spread -> values(spread, figure))
                    .orElse(NOTHING));
        }
        for (String other : others) {
            Optional<Goal> goal = comparison.goals(row, figure).stream()
                    .filter(g -> g.against().equals(other))
                    .findFirst();
            line.add(goal.map(comparison::ratio)
                    .orElseGet(() -> comparison.ratio(row, figure, other))
                    .map(ReportTable::ratios)
                    .orElse(NOTHING));
            line.add(goal.map(g -> g.words() + (comparison.met(g) ? " met" : " MISSED"))
                    .orElse(""));
        }
        return line;
    }

    private static String values(Spread spread, Figure figure) {
        String median = figure.format(spread.median());
        return spread.count() == 1
                ? median
                : median + " [" + figure.format(spread.min()) + "–" + figure.format(spread.max()) + "]";
    }

    private static String ratios(Spread spread) {
        String median = Ratios.times(spread.median());
        return spread.count() == 1
                ? median
                : median + " [" + Ratios.times(spread.min()) + "–" + Ratios.times(spread.max()) + "]";
    }
}
