package io.ratiskv.cli.text;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A JSON value. Numbers keep the digits they were written with; objects keep the order of their fields. */
public sealed interface JsonValue {
    /** The value on one line, without spaces. */
    default String compact() {
        StringBuilder out = new StringBuilder();
        appendTo(out);
        return out.toString();
    }

    void appendTo(StringBuilder out);

    /** A string. */
    record Text(String text) implements JsonValue {
        @Override
        public void appendTo(StringBuilder out) {
            appendQuoted(text, out);
        }
    }

    /** A number, as written. */
    record Numeral(String digits) implements JsonValue {
        @Override
        public void appendTo(StringBuilder out) {
            out.append(digits);
        }
    }

    /** {@code true}, {@code false} or {@code null}. */
    record Word(String word) implements JsonValue {
        @Override
        public void appendTo(StringBuilder out) {
            out.append(word);
        }
    }

    record Array(List<JsonValue> elements) implements JsonValue {
        public Array {
            elements = List.copyOf(elements);
        }

        @Override
        public void appendTo(StringBuilder out) {
            out.append('[');
            String comma = "";
            for (JsonValue element : elements) {
                out.append(comma);
                element.appendTo(out);
                comma = ",";
            }
            out.append(']');
        }
    }

    record Document(Map<String, JsonValue> fields) implements JsonValue {
        public Document {
            fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
        }

        @Override
        public void appendTo(StringBuilder out) {
            out.append('{');
            String comma = "";
            for (Map.Entry<String, JsonValue> field : fields.entrySet()) {
                out.append(comma);
                appendQuoted(field.getKey(), out);
                out.append(':');
                field.getValue().appendTo(out);
                comma = ",";
            }
            out.append('}');
        }
    }

    /** The text as a JSON string, quotes included. */
    static String quoted(String text) {
        StringBuilder out = new StringBuilder(text.length() + 2);
        appendQuoted(text, out);
        return out.toString();
    }

    private static void appendQuoted(String text, StringBuilder out) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c < 0x20 || c == 0x7f) {
                        out.append(String.format("\\u%04x", (int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }
}
