package io.ratiskv.cli.bulk;

import io.ratiskv.cli.output.Row;
import io.ratiskv.cli.text.Encoding;
import io.ratiskv.cli.text.JsonReader;
import io.ratiskv.cli.text.JsonValue;
import io.ratiskv.cli.text.MalformedTextException;
import io.ratiskv.client.Bytes;
import io.ratiskv.client.KeyValue;
import java.io.IOException;
import java.io.Reader;
import java.util.Map;
import java.util.Optional;

/**
 * The dump format: JSON lines, one for each key ({@code {"key":…,"value":…}}, with {@code keyBase64} and
 * {@code valueBase64} for what is no text), then one that counts them, so that a dump that was cut off is noticed.
 */
public final class Dump {
    private static final String TRAILER = "dump";

    private Dump() {}

    /** The line of a key. */
    public static String line(KeyValue entry) {
        return new Row()
                .bytes("key", entry.key(), Encoding.TEXT)
                .bytes("value", entry.value(), Encoding.TEXT)
                .toJson()
                .compact();
    }

    /** The last line. */
    public static String trailer(long keys, long revision) {
        return "{\"" + TRAILER + "\":{\"keys\":" + keys + ",\"revision\":" + revision + "}}";
    }

    /** Reads a dump back; fails at its end if keys are missing. */
    static RowSource rows(Reader in) {
        return new Rows(in);
    }

    private static final class Rows implements RowSource {
        private final Reader in;
        private final JsonReader json;
        private long keys;
        private boolean done;

        Rows(Reader in) {
            this.in = in;
            this.json = new JsonReader(in);
        }

        @Override
        public Optional<SourceRow> next() throws IOException {
            if (done) {
                return Optional.empty();
            }
            json.peek();
            long line = json.line();
            JsonValue value = json.next()
                    .orElseThrow(() -> new BadRowException(
                            line, "the dump is cut short: its last line, which counts the keys, is missing"));
            if (!(value instanceof JsonValue.Document row)) {
                throw new BadRowException(line, "not a line of a dump");
            }
            JsonValue trailer = row.fields().get(TRAILER);
            if (trailer != null) {
                end(trailer, line);
                return Optional.empty();
            }
            keys++;
            return Optional.of(
                    new SourceRow(bytes(row.fields(), "key", line), bytes(row.fields(), "value", line), line));
        }

        @Override
        public void close() throws IOException {
            in.close();
        }

        private void end(JsonValue trailer, long line) throws IOException {
            done = true;
            json.expectEnd();
            boolean whole = trailer instanceof JsonValue.Document about
                    && new JsonValue.Numeral(Long.toString(keys))
                            .equals(about.fields().get("keys"));
            if (!whole) {
                throw new BadRowException(
                        line, "the dump is not whole: it holds " + keys + " keys, but says " + trailer.compact());
            }
        }

        private static Bytes bytes(Map<String, JsonValue> row, String name, long line) throws BadRowException {
            if (row.get(name) instanceof JsonValue.Text text) {
                return Bytes.of(text.text());
            }
            if (row.get(name + "Base64") instanceof JsonValue.Text text) {
                try {
                    return Encoding.BASE64.decode(text.text());
                } catch (MalformedTextException malformed) {
                    throw new BadRowException(line, malformed.problem());
                }
            }
            throw new BadRowException(
                    line, "not a line of a dump: there is neither '" + name + "' nor '" + name + "Base64'");
        }
    }
}
