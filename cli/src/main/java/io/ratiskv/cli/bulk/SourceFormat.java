package io.ratiskv.cli.bulk;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.util.Locale;
import java.util.Optional;

/** What a file of rows looks like. */
public enum SourceFormat {
    /** One JSON object after the other. */
    JSONL,
    /** An array of objects, or an object of objects. */
    JSON,
    CSV,
    /** What {@code kvctl dump} writes. */
    DUMP;

    /** By the end of the file's name. */
    public static Optional<SourceFormat> ofName(String fileName) {
        String name = fileName.toLowerCase(Locale.ROOT);
        if (name.endsWith(".jsonl") || name.endsWith(".ndjson")) {
            return Optional.of(JSONL);
        }
        if (name.endsWith(".json")) {
            return Optional.of(JSON);
        }
        if (name.endsWith(".csv")) {
            return Optional.of(CSV);
        }
        return name.endsWith(".dump") ? Optional.of(DUMP) : Optional.empty();
    }

    /**
     * Opens the rows of {@code in}, which the source closes.
     *
     * @param at path of names to the rows, for {@link #JSON}
     */
    public RowSource open(Reader in, String at, KeyMapping mapping) throws IOException {
        BufferedReader buffered = new BufferedReader(in, 1 << 16);
        return switch (this) {
            case JSONL -> JsonRows.lines(buffered, mapping);
            case JSON -> JsonRows.document(buffered, at, mapping);
            case CSV -> new CsvRows(buffered, ',', mapping);
            case DUMP -> Dump.rows(buffered);
        };
    }
}
