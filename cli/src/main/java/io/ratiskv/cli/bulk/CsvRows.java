package io.ratiskv.cli.bulk;

import io.ratiskv.cli.text.JsonValue;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PushbackReader;
import java.io.Reader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Rows of a CSV file (RFC 4180): the first line names the fields; a field in quotes may hold separators, line ends and
 * doubled quotes. Each row becomes an object of texts. Empty lines are passed over.
 */
final class CsvRows implements RowSource {
    /** No field of a row that could be stored is longer. */
    private static final int FIELD_CHARS_MAX = 16 * 1024 * 1024;

    private static final int END = -1;

    private final PushbackReader in;
    private final char separator;
    private final KeyMapping mapping;
    private final List<String> header;
    private long line = 1;

    CsvRows(Reader in, char separator, KeyMapping mapping) throws IOException {
        this.in = new PushbackReader(new BufferedReader(in), 1);
        this.separator = separator;
        this.mapping = mapping;
        skipByteOrderMark();
        this.header = record();
        if (header.isEmpty()) {
            throw new BadRowException(1, "the file is empty; a CSV file begins with a line of field names");
        }
    }

    @Override
    public Optional<SourceRow> next() throws IOException {
        long start = line;
        List<String> fields = record();
        while (fields.size() == 1 && fields.get(0).isEmpty()) {
            start = line;
            fields = record();
        }
        if (fields.isEmpty()) {
            return Optional.empty();
        }
        if (fields.size() != header.size()) {
            throw new BadRowException(
                    start, "has " + fields.size() + " fields, but the first line names " + header.size());
        }
        Map<String, JsonValue> row = new LinkedHashMap<>();
        for (int i = 0; i < header.size(); i++) {
            row.put(header.get(i), new JsonValue.Text(fields.get(i)));
        }
        return Optional.of(mapping.map(new JsonValue.Document(row), Optional.empty(), start));
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    /** The fields of the next record; none at the end of the file. */
    private List<String> record() throws IOException {
        List<String> fields = new ArrayList<>();
        int c = in.read();
        if (c == END) {
            return fields;
        }
        in.unread(c);
        do {
            StringBuilder field = new StringBuilder();
            c = in.read();
            c = c == '"' ? quoted(field) : bare(c, field);
            fields.add(field.toString());
        } while (c == separator);
        if (c == '\r') {
            c = in.read();
        }
        if (c != '\n' && c != END) {
            throw new BadRowException(line, "after a closing quote comes '" + (char) c + "', not '" + separator + "'");
        }
        line++;
        return fields;
    }

    private int bare(int c, StringBuilder field) throws IOException {
        int next = c;
        while (next != separator && next != '\n' && next != '\r' && next != END) {
            append((char) next, field);
            next = in.read();
        }
        return next;
    }

    private int quoted(StringBuilder field) throws IOException {
        long start = line;
        while (true) {
            int c = in.read();
            if (c == END) {
                throw new BadRowException(start, "a quoted field is not closed before the end of the file");
            }
            if (c == '"') {
                c = in.read();
                if (c != '"') {
                    return c;
                }
            }
            line += c == '\n' ? 1 : 0;
            append((char) c, field);
        }
    }

    private void append(char c, StringBuilder field) throws BadRowException {
        if (field.length() >= FIELD_CHARS_MAX) {
            throw new BadRowException(line, "a field is longer than " + FIELD_CHARS_MAX + " characters");
        }
        field.append(c);
    }

    private void skipByteOrderMark() throws IOException {
        int c = in.read();
        if (c != '\ufeff' && c != END) {
            in.unread(c);
        }
    }
}
