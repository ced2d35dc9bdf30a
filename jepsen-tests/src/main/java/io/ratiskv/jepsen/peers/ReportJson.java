package io.ratiskv.jepsen.peers;

import io.ratiskv.cli.text.JsonReader;
import io.ratiskv.cli.text.JsonValue;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** A {@link Report} as JSON, and back: all samples, nothing computed. */
final class ReportJson {
    private ReportJson() {}

    static String write(Report report) {
        Map<String, JsonValue> fields = new LinkedHashMap<>();
        fields.put("command", text(report.command()));
        fields.put("began", text(report.began()));
        fields.put("method", texts(report.method()));
        fields.put("machine", document(report.machine(), ReportJson::text));
        fields.put("stores", document(report.stores(), ReportJson::texts));
        // A sample a line, so that two runs can be compared by eye and by diff.
        StringBuilder out = new StringBuilder(new JsonValue.Document(fields).compact());
        out.setLength(out.length() - 1);
        out.append(",\"samples\":[");
        String separator = "\n";
        for (Sample sample : report.samples()) {
            out.append(separator).append(document(sample).compact());
            separator = ",\n";
        }
        return out.append("\n]}\n").toString();
    }

    private static JsonValue document(Sample sample) {
        Map<String, JsonValue> fields = new LinkedHashMap<>();
        fields.put("store", text(sample.store()));
        fields.put("round", number(sample.round()));
        fields.put("workload", text(sample.row()));
        Map<String, JsonValue> figures = new LinkedHashMap<>();
        sample.figures().forEach((figure, value) -> figures.put(figure.key(), number(value)));
        fields.put("figures", new JsonValue.Document(figures));
        fields.put("more", document(sample.more(), ReportJson::number));
        sample.error().ifPresent(error -> fields.put("error", text(error)));
        return new JsonValue.Document(fields);
    }

    private static <T> JsonValue document(Map<String, T> map, Function<T, JsonValue> value) {
        Map<String, JsonValue> fields = new LinkedHashMap<>();
        map.forEach((name, content) -> fields.put(name, value.apply(content)));
        return new JsonValue.Document(fields);
    }

    private static JsonValue text(String text) {
        return new JsonValue.Text(text);
    }

    private static JsonValue texts(List<String> texts) {
        return new JsonValue.Array(texts.stream().map(ReportJson::text).toList());
    }

    private static JsonValue number(double value) {
        return Double.isFinite(value)
                ? new JsonValue.Numeral(
                        BigDecimal.valueOf(value).stripTrailingZeros().toPlainString())
                : new JsonValue.Word("null");
    }

    /** @throws IOException with a sentence, if the text is no report */
    static Report read(String text) throws IOException {
        try {
            Map<String, JsonValue> fields = fields(JsonReader.parse(text));
            return new Report(
                    text(fields, "command"),
                    text(fields, "began"),
                    texts(fields.get("method")),
                    map(fields.get("stores"), ReportJson::texts),
                    map(fields.get("machine"), ReportJson::content),
                    ((JsonValue.Array) fields.get("samples"))
                            .elements().stream().map(ReportJson::sample).toList());
        } catch (ClassCastException | NullPointerException e) {
            throw new IOException("this is not what bin/jepsen peers writes: " + e.getMessage(), e);
        }
    }

    private static Sample sample(JsonValue value) {
        Map<String, JsonValue> fields = fields(value);
        Map<Figure, Double> figures = new LinkedHashMap<>();
        for (Figure figure : Figure.values()) {
            JsonValue found = fields(fields.get("figures")).get(figure.key());
            if (found instanceof JsonValue.Numeral numeral) {
                figures.put(figure, Double.valueOf(numeral.digits()));
            }
        }
        Map<String, Double> more = new LinkedHashMap<>();
        fields(fields.get("more")).forEach((name, found) -> {
            if (found instanceof JsonValue.Numeral numeral) {
                more.put(name, Double.valueOf(numeral.digits()));
            }
        });
        return new Sample(
                text(fields, "store"),
                Integer.parseInt(((JsonValue.Numeral) fields.get("round")).digits()),
                text(fields, "workload"),
                figures,
                more,
                Optional.ofNullable(fields.get("error")).map(ReportJson::content));
    }

    private static Map<String, JsonValue> fields(JsonValue value) {
        return ((JsonValue.Document) value).fields();
    }

    private static String text(Map<String, JsonValue> fields, String name) {
        return content(fields.get(name));
    }

    private static String content(JsonValue value) {
        return ((JsonValue.Text) value).text();
    }

    private static List<String> texts(JsonValue value) {
        List<String> texts = new ArrayList<>();
        ((JsonValue.Array) value).elements().forEach(element -> texts.add(content(element)));
        return texts;
    }

    private static <T> Map<String, T> map(JsonValue value, Function<JsonValue, T> content) {
        Map<String, T> map = new LinkedHashMap<>();
        fields(value).forEach((name, found) -> map.put(name, content.apply(found)));
        return map;
    }
}
