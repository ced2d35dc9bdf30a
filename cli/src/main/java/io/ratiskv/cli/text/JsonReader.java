package io.ratiskv.cli.text;

import java.io.IOException;
import java.io.PushbackReader;
import java.io.Reader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads JSON (RFC 8259) from a stream, one value at a time, so that a file of any length needs memory for one row only.
 *
 * <p>Thread: its owner's.
 */
public final class JsonReader {
    /** Deeper nesting is refused: each level costs a stack frame. */
    static final int DEPTH_MAX = 200;

    /** Longest string or number, in characters: no row can be stored whose parts are longer than a request. */
    static final int TOKEN_CHARS_MAX = 16 * 1024 * 1024;

    private static final int END = -1;

    private final PushbackReader in;
    private long line = 1;

    public JsonReader(Reader in) {
        this.in = new PushbackReader(in, 1);
    }

    /** What the text is not JSON for, with the line. */
    public static final class MalformedJsonException extends IOException {
        private static final long serialVersionUID = 1;

        MalformedJsonException(long line, String problem) {
            super("line " + line + ": " + problem);
        }
    }

    /** Line of the input that is read next, from 1. */
    public long line() {
        return line;
    }

    /** The one value that a text holds. */
    public static JsonValue parse(String text) throws IOException {
        JsonReader reader = new JsonReader(new java.io.StringReader(text));
        JsonValue value = reader.value();
        reader.expectEnd();
        return value;
    }

    /** The next value, or empty at the end of the input. */
    public Optional<JsonValue> next() throws IOException {
        return peek() == END ? Optional.empty() : Optional.of(value());
    }

    /** The next value, which must be there. */
    public JsonValue value() throws IOException {
        return value(0);
    }

    /** Skips white space and looks at the next character without taking it; -1 at the end. */
    public int peek() throws IOException {
        int c = read();
        while (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
            c = read();
        }
        if (c != END) {
            in.unread(c);
        }
        return c;
    }

    /** Takes the character, which must come next. */
    public void expect(char wanted) throws IOException {
        int c = peek();
        if (c != wanted) {
            throw malformed("expected '" + wanted + "' but found " + name(c));
        }
        read();
    }

    /** Takes the character if it comes next. */
    public boolean take(char wanted) throws IOException {
        if (peek() != wanted) {
            return false;
        }
        read();
        return true;
    }

    /** A string, which must come next. */
    public String text() throws IOException {
        expect('"');
        StringBuilder out = new StringBuilder();
        for (int c = read(); c != '"'; c = read()) {
            if (c == END || c < 0x20) {
                throw malformed("a string is not closed on its line");
            }
            out.append(c == '\\' ? escape() : (char) c);
            bound(out);
        }
        return out.toString();
    }

    public void expectEnd() throws IOException {
        int c = peek();
        if (c != END) {
            throw malformed("nothing more was expected, but found " + name(c));
        }
    }

    public MalformedJsonException malformed(String problem) {
        return new MalformedJsonException(line, problem);
    }

    private JsonValue value(int depth) throws IOException {
        if (depth > DEPTH_MAX) {
            throw malformed("nested deeper than " + DEPTH_MAX + " levels");
        }
        int c = peek();
        return switch (c) {
            case '{' -> document(depth);
            case '[' -> array(depth);
            case '"' -> new JsonValue.Text(text());
            default -> scalar(c);
        };
    }

    private JsonValue document(int depth) throws IOException {
        expect('{');
        Map<String, JsonValue> fields = new LinkedHashMap<>();
        if (!take('}')) {
            do {
                peek();
                String name = text();
                expect(':');
                fields.put(name, value(depth + 1));
            } while (take(','));
            expect('}');
        }
        return new JsonValue.Document(fields);
    }

    private JsonValue array(int depth) throws IOException {
        expect('[');
        List<JsonValue> elements = new ArrayList<>();
        if (!take(']')) {
            do {
                elements.add(value(depth + 1));
            } while (take(','));
            expect(']');
        }
        return new JsonValue.Array(elements);
    }

    private JsonValue scalar(int first) throws IOException {
        StringBuilder word = new StringBuilder();
        int c = read();
        while (c != END && (Character.isLetterOrDigit(c) || c == '-' || c == '+' || c == '.')) {
            word.append((char) c);
            bound(word);
            c = read();
        }
        if (c != END) {
            in.unread(c);
            if (c == '\n') {
                line--;
            }
        }
        String text = word.toString();
        if (text.equals("true") || text.equals("false") || text.equals("null")) {
            return new JsonValue.Word(text);
        }
        if (text.matches("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?")) {
            return new JsonValue.Numeral(text);
        }
        throw malformed("expected a value but found " + (text.isEmpty() ? name(first) : "'" + text + "'"));
    }

    private char escape() throws IOException {
        int c = read();
        return switch (c) {
            case '"', '\\', '/' -> (char) c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> unicode();
            default -> throw malformed("unknown escape \\" + name(c));
        };
    }

    private char unicode() throws IOException {
        int value = 0;
        for (int i = 0; i < 4; i++) {
            int digit = Character.digit(read(), 16);
            if (digit < 0) {
                throw malformed("\\u wants four hexadecimal digits");
            }
            value = value * 16 + digit;
        }
        return (char) value;
    }

    private int read() throws IOException {
        int c = in.read();
        if (c == '\n') {
            line++;
        }
        return c;
    }

    private void bound(StringBuilder token) throws IOException {
        if (token.length() > TOKEN_CHARS_MAX) {
            throw malformed("a string or number is longer than " + TOKEN_CHARS_MAX + " characters");
        }
    }

    private static String name(int c) {
        return c == END ? "the end" : "'" + (char) c + "'";
    }
}
