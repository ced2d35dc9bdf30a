package io.ratiskv.cli.bulk;

import io.ratiskv.cli.text.JsonReader;
import io.ratiskv.cli.text.JsonValue;
import java.io.IOException;
import java.io.Reader;
import java.util.Optional;

/**
 * Rows of a JSON file: JSON lines (one object after the other), an array of objects, or an object of objects; the last
 * two perhaps deeper in the file, at a path of names. One row is in memory at a time.
 */
final class JsonRows implements RowSource {
    private enum Shape {
        LINES,
        ARRAY,
        OBJECT
    }

    private final Reader in;
    private final JsonReader json;
    private final KeyMapping mapping;
    private final Shape shape;
    private boolean first = true;
    private boolean done;

    private JsonRows(Reader in, JsonReader json, KeyMapping mapping, Shape shape) {
        this.in = in;
        this.json = json;
        this.mapping = mapping;
        this.shape = shape;
    }

    static RowSource lines(Reader in, KeyMapping mapping) {
        return new JsonRows(in, new JsonReader(in), mapping, Shape.LINES);
    }

    /** @param at names to go down by, parted by slashes; empty: the rows are at the top */
    static RowSource document(Reader in, String at, KeyMapping mapping) throws IOException {
        JsonReader json = new JsonReader(in);
        for (String name : at.isEmpty() ? new String[0] : at.split("/")) {
            enter(json, name);
        }
        boolean array = json.take('[');
        if (!array) {
            json.expect('{');
        }
        return new JsonRows(in, json, mapping, array ? Shape.ARRAY : Shape.OBJECT);
    }

    @Override
    public Optional<SourceRow> next() throws IOException {
        if (done) {
            return Optional.empty();
        }
        if (atEnd()) {
            done = true;
            return Optional.empty();
        }
        Optional<String> name = Optional.empty();
        if (shape == Shape.OBJECT) {
            name = Optional.of(json.text());
            json.expect(':');
        }
        json.peek();
        long line = json.line();
        JsonValue row = json.value();
        return Optional.of(mapping.map(row, name, line));
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    private boolean atEnd() throws IOException {
        if (shape == Shape.LINES) {
            return json.peek() < 0;
        }
        char closing = shape == Shape.ARRAY ? ']' : '}';
        if (json.take(closing)) {
            return true;
        }
        if (!first) {
            json.expect(',');
        }
        first = false;
        return false;
    }

    /** Goes into the field of the object that comes next, over those before it. */
    private static void enter(JsonReader json, String wanted) throws IOException {
        json.expect('{');
        do {
            String name = json.text();
            json.expect(':');
            if (name.equals(wanted)) {
                return;
            }
            json.value();
        } while (json.take(','));
        throw new BadRowException(json.line(), "there is no '" + wanted + "' in the JSON object (--at)");
    }
}
