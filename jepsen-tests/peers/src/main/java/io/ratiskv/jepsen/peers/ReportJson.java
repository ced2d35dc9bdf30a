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
        fields.put("command", string(report.command()));
        fields.put("began", string(report.began()));
        fields.put("method", strings(report.method()));
        fields.put("machine", document(report.machine(), ReportJson::string));
        fields.put("stores", document(report.stores(), ReportJson::strings));
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
        fields.put("store", string(sample.store()));
        fields.put("round", number(sample.round()));
        fields.put("workload", string(sample.row()));
        Map<String, JsonValue> figures = new LinkedHashMap<>();
        sample.figures().forEach((figure, value) -> figures.put(figure.key(), number(value)));
        fields.put("figures", new JsonValue.Document(figures));
        fields.put("more", document(sample.more(), ReportJson::number));
        sample.error().ifPresent(error -> fields.put("error", string(error)));
        return new JsonValue.Document(fields);
    }

    private static <T> JsonValue document(Map<String, T> map, Function<T, JsonValue> value) {
        Map<String, JsonValue> fields = new LinkedHashMap<>();
        map.forEach((name, content) -> fields.put(name, value.apply(content)));
        return new JsonValue.Document(fields);
    }

    private static JsonValue string(String text) {
        return new JsonValue.Text(text);
    }

    private static JsonValue strings(List<String> texts) {
        return new JsonValue.Array(texts.stream().map(ReportJson::string).toList());
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
            Fields report = Fields.of(JsonReader.parse(text));
            return new Report(
                    report.text("command"),
                    report.text("began"),
                    texts(report.value("method")),
                    report.fields("stores").map(ReportJson::texts),
                    report.fields("machine").map(ReportJson::text),
                    ((JsonValue.Array) report.value("samples"))
                            .elements().stream().map(ReportJson::sample).toList());
        } catch (ClassCastException | IllegalArgumentException e) {
            throw new IOException("this is not what bin/peers writes: " + e.getMessage(), e);
        }
    }

    private static Sample sample(JsonValue value) {
        Fields sample = Fields.of(value);
        Map<Figure, Double> figures = new LinkedHashMap<>();
        Map<String, Double> found = sample.fields("figures").numbers();
        for (Figure figure : Figure.values()) {
            if (found.containsKey(figure.key())) {
                figures.put(figure, found.get(figure.key()));
            }
        }
        return new Sample(
                sample.text("store"),
                Integer.parseInt(((JsonValue.Numeral) sample.value("round")).digits()),
                sample.text("workload"),
                figures,
                sample.fields("more").numbers(),
                sample.has("error") ? Optional.of(sample.text("error")) : Optional.empty());
    }

    private static String text(JsonValue value) {
        return ((JsonValue.Text) value).text();
    }

    private static List<String> texts(JsonValue value) {
        List<String> texts = new ArrayList<>();
        ((JsonValue.Array) value).elements().forEach(element -> texts.add(text(element)));
        return texts;
    }

    /** A JSON object that must have the fields that are asked for. */
    private record Fields(Map<String, JsonValue> all) {
        static Fields of(JsonValue value) {
            return new Fields(((JsonValue.Document) value).fields());
        }

        boolean has(String name) {
            return all.containsKey(name);
        }

        JsonValue value(String name) {
            JsonValue value = all.get(name);
            if (value == null) {
                throw new IllegalArgumentException("there is no '" + name + "'");
            }
            return value;
        }

        String text(String name) {
            return ReportJson.text(value(name));
        }

        Fields fields(String name) {
            return of(value(name));
        }

        /** What is no number is left out. */
        Map<String, Double> numbers() {
            Map<String, Double> numbers = new LinkedHashMap<>();
            all.forEach((name, value) -> {
                if (value instanceof JsonValue.Numeral numeral) {
                    numbers.put(name, Double.valueOf(numeral.digits()));
                }
            });
            return numbers;
        }

        <T> Map<String, T> map(Function<JsonValue, T> content) {
            Map<String, T> map = new LinkedHashMap<>();
            all.forEach((name, value) -> map.put(name, content.apply(value)));
            return map;
        }
    }
}
