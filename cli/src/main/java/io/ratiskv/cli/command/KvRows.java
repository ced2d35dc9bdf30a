package io.ratiskv.cli.command;

import io.ratiskv.cli.output.Format;
import io.ratiskv.cli.output.Row;
import io.ratiskv.cli.text.Encoding;
import io.ratiskv.client.KeyValue;

/** Keys as rows. */
final class KvRows {
    private KvRows() {}

    /** As much of the key as the format has room for. */
    static Row row(KeyValue entry, Encoding encoding, Format format, boolean withValue) {
        Row row = new Row().bytes("key", entry.key(), encoding);
        if (withValue) {
            row.bytes("value", entry.value(), encoding);
        }
        return format == Format.SIMPLE ? row : revisions(row, entry);
    }

    private static Row revisions(Row row, KeyValue entry) {
        return row.number("modRevision", entry.modRevision())
                .number("createRevision", entry.createRevision())
                .number("version", entry.version());
    }
}
