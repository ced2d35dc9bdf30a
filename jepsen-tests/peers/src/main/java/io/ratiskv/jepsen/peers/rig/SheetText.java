package io.ratiskv.jepsen.peers.rig;

import io.ratiskv.cli.text.JsonValue;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Sheets to be read: as tables of a terminal, in Markdown, or as JSON.
 *
 * @param command as it was typed
 * @param began UTC, to the second
 * @param machine name and value
 */
public record SheetText(String command, String began, Map<String, String> machine, List<Sheet> sheets) {
    private static final String NOTHING = "–";

    /** For a terminal. */
    public String text() {
        StringBuilder out = new StringBuilder();
        out.append("command: ").append(command).append('\n');
        out.append("began:   ").append(began).append('\n');
        out.append("machine: ").append(machineWords()).append('\n');
        for (Sheet sheet : sheets) {
            out.append('\n').append(sheet.title()).append('\n');
            List<List<String>> rows = rows(sheet);
            for (List<String> row : rows) {
                StringBuilder line = new StringBuilder();
                for (int i = 0; i < row.size(); i++) {
                    int column = i;
                    int width = rows.stream()
                            .mapToInt(r -> r.get(column).length())
                            .max()
                            .orElse(0);
                    String pad = " ".repeat(width - row.get(i).length());
                    line.append(i == 0 ? row.get(i) + pad : pad + row.get(i)).append("  ");
                }
                out.append(line.toString().stripTrailing()).append('\n');
            }
            below(sheet).forEach(words -> out.append(words).append('\n'));
        }
        return out.toString();
    }

    /** For docs/performance.md. */
    public String markdown() {
        StringBuilder out = new StringBuilder();
        out.append('`').append(command).append("`, ").append(began).append("; ");
        out.append(machineWords()).append(".\n");
        for (Sheet sheet : sheets) {
            out.append('\n').append(sheet.title()).append("\n\n");
            List<List<String>> rows = rows(sheet);
            for (int i = 0; i < rows.size(); i++) {
                out.append("| ").append(String.join(" | ", rows.get(i))).append(" |\n");
                if (i == 0) {
                    out.append("|---|")
                            .append("---:|".repeat(rows.get(0).size() - 1))
                            .append('\n');
                }
            }
            List<String> below = below(sheet);
            below.forEach(words -> out.append('\n').append(words).append('\n'));
        }
        return out.toString();
    }

    /** Every value with all its digits. */
    public String json() {
        Map<String, JsonValue> fields = new LinkedHashMap<>();
        fields.put("command", string(command));
        fields.put("began", string(began));
        Map<String, JsonValue> about = new LinkedHashMap<>();
        machine.forEach((name, value) -> about.put(name, string(value)));
        fields.put("machine", new JsonValue.Document(about));
        fields.put(
                "sheets",
                new JsonValue.Array(sheets.stream().map(SheetText::document).toList()));
        return new JsonValue.Document(fields).compact() + "\n";
    }

    private static JsonValue document(Sheet sheet) {
        Map<String, JsonValue> fields = new LinkedHashMap<>();
        fields.put("name", string(sheet.name()));
        fields.put("title", string(sheet.title()));
        fields.put("varied", string(sheet.varied()));
        fields.put(
                "lines",
                new JsonValue.Array(
                        sheet.lines().stream().map(SheetText::document).toList()));
        fields.put(
                "words",
                new JsonValue.Array(
                        sheet.words().stream().map(SheetText::string).toList()));
        return new JsonValue.Document(fields);
    }

    private static JsonValue document(Line line) {
        Map<String, JsonValue> values = new LinkedHashMap<>();
        line.values().forEach((measure, value) -> values.put(measure.key(), number(value)));
        Map<String, JsonValue> fields = new LinkedHashMap<>();
        fields.put("name", string(line.name()));
        fields.put("values", new JsonValue.Document(values));
        line.error().ifPresent(error -> fields.put("error", string(error)));
        return new JsonValue.Document(fields);
    }

    private static JsonValue string(String text) {
        return new JsonValue.Text(text);
    }

    private static JsonValue number(double value) {
        return Double.isFinite(value)
                ? new JsonValue.Numeral(
                        BigDecimal.valueOf(value).stripTrailingZeros().toPlainString())
                : new JsonValue.Word("null");
    }

    private String machineWords() {
        return machine.entrySet().stream()
                .map(entry -> entry.getKey() + " " + entry.getValue())
                .collect(Collectors.joining(", "));
    }

    private static List<List<String>> rows(Sheet sheet) {
        List<Measure> measures = sheet.measures();
        List<List<String>> rows = new ArrayList<>();
        List<String> head = new ArrayList<>(List.of(sheet.varied()));
        measures.forEach(measure -> head.add(measure.label()));
        rows.add(head);
        for (Line line : sheet.lines()) {
            List<String> row = new ArrayList<>(List.of(line.name()));
            for (Measure measure : measures) {
                row.add(Optional.ofNullable(line.values().get(measure))
                        .map(Measure::format)
                        .orElse(NOTHING));
            }
            rows.add(row);
        }
        return rows;
    }

    private static List<String> below(Sheet sheet) {
        List<String> below = new ArrayList<>(sheet.words());
        sheet.lines()
                .forEach(line -> line.error().ifPresent(error -> below.add("ERROR " + line.name() + ": " + error)));
        return below;
    }
}
