package io.ratiskv.jepsen.history;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The part of EDN that histories use: nil, booleans, integers, strings, keywords, vectors, lists, sets and maps. In Java: null,
 * {@link Boolean}, {@link Long}, {@link String}, {@link Keyword}, {@link List}, {@link Set} and {@link Map}. Tags are passed over.
 */
public final class EdnText {
    private final String text;
    private int at;

    private EdnText(String text) {
        this.text = text;
    }

    /**
     * A keyword.
     *
     * @param name without the colon
     */
    public record Keyword(String name) {}

    /** The value as text. */
    public static String write(@Nullable Object value) {
        StringBuilder out = new StringBuilder();
        append(out, value);
        return out.toString();
    }

    private static void append(StringBuilder out, @Nullable Object value) {
        if (value == null) {
            out.append("nil");
        } else if (value instanceof Keyword keyword) {
            out.append(':').append(keyword.name());
        } else if (value instanceof Number || value instanceof Boolean) {
            out.append(value);
        } else if (value instanceof String string) {
            out.append('"')
                    .append(string.replace("\\", "\\\\")
                            .replace("\"", "\\\"")
                            .replace("\n", "\\n")
                            .replace("\r", "\\r")
                            .replace("\t", "\\t"))
                    .append('"');
        } else if (value instanceof Map<?, ?> map) {
            String between = "{";
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                out.append(between);
                append(out, entry.getKey());
                out.append(' ');
                append(out, entry.getValue());
                between = ", ";
            }
            out.append(map.isEmpty() ? "{}" : "}");
        } else if (value instanceof Collection<?> items) {
            String between = value instanceof Set<?> ? "#{" : "[";
            out.append(items.isEmpty() ? between : "");
            for (Object item : items) {
                out.append(between);
                append(out, item);
                between = " ";
            }
            out.append(value instanceof Set<?> ? '}' : ']');
        } else {
            throw new IllegalArgumentException("no EDN for " + value.getClass());
        }
    }

    /** Every value of the text, in order. */
    public static List<@Nullable Object> readAll(String text) {
        EdnText reader = new EdnText(text);
        List<@Nullable Object> values = new ArrayList<>();
        while (!reader.atEnd()) {
            values.add(reader.value());
        }
        return values;
    }

    private boolean atEnd() {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == ';') {
                int line = text.indexOf('\n', at);
                at = line < 0 ? text.length() : line;
            } else if (Character.isWhitespace(c) || c == ',') {
                at++;
            } else {
                return false;
            }
        }
        return true;
    }

    private char peek() {
        if (atEnd()) {
            throw new IllegalArgumentException("EDN ends too soon");
        }
        return text.charAt(at);
    }

    private @Nullable Object value() {
        char c = peek();
        if (c == ':') {
            at++;
            return new Keyword(word());
        }
        if ("[({\"#".indexOf(c) < 0) {
            return atom(word());
        }
        at++;
        return switch (c) {
            case '[' -> items(']');
            case '(' -> items(')');
            case '{' -> map();
            case '"' -> string();
            default -> setOrTagged();
        };
    }

    private @Nullable Object setOrTagged() {
        if (peek() == '{') {
            at++;
            return new LinkedHashSet<>(items('}'));
        }
        word();
        return value();
    }

    private static @Nullable Object atom(String word) {
        return switch (word) {
            case "nil" -> null;
            case "true" -> true;
            case "false" -> false;
            default -> Long.valueOf(word);
        };
    }

    private List<@Nullable Object> items(char end) {
        List<@Nullable Object> items = new ArrayList<>();
        while (peek() != end) {
            items.add(value());
        }
        at++;
        return items;
    }

    private Map<@Nullable Object, @Nullable Object> map() {
        List<@Nullable Object> items = items('}');
        if (items.size() % 2 != 0) {
            throw new IllegalArgumentException("a map with a key without value before " + at);
        }
        Map<@Nullable Object, @Nullable Object> map = new LinkedHashMap<>();
        for (int i = 0; i < items.size(); i += 2) {
            map.put(items.get(i), items.get(i + 1));
        }
        return map;
    }

    private String string() {
        StringBuilder string = new StringBuilder();
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '"') {
                return string.toString();
            }
            if (c == '\\' && at < text.length()) {
                char escaped = text.charAt(at++);
                string.append(
                        switch (escaped) {
                            case 'n' -> '\n';
                            case 'r' -> '\r';
                            case 't' -> '\t';
                            default -> escaped;
                        });
            } else {
                string.append(c);
            }
        }
        throw new IllegalArgumentException("a string without end");
    }

    private String word() {
        int from = at;
        while (at < text.length()
                && !Character.isWhitespace(text.charAt(at))
                && "[](){}\",;".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        if (from == at) {
            throw new IllegalArgumentException("not understood at " + from + ": " + text.charAt(from));
        }
        return text.substring(from, at);
    }
}
