package io.ratiskv.cli.command;

import io.ratiskv.cli.output.Format;
import io.ratiskv.cli.output.Output;
import io.ratiskv.cli.output.Row;
import io.ratiskv.cli.output.RowSink;
import io.ratiskv.cli.session.Console;
import io.ratiskv.cli.text.Encoding;
import io.ratiskv.client.Bytes;
import io.ratiskv.client.Event;
import io.ratiskv.client.KeyValue;
import io.ratiskv.client.WatchItem;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Shows what a watch tells, or runs a command for each event of it. Thread: the command's. */
final class WatchPrinter {
    private final Format format;
    private final RowSink rows;
    private final Console console;
    private final Encoding encoding;
    private final boolean withPrevious;
    private final boolean withProgress;
    private final @Nullable EventCommand command;
    private long events;
    private long stateRevision;
    private long revision;

    WatchPrinter(
            Output output,
            Console console,
            Encoding encoding,
            boolean withPrevious,
            boolean withProgress,
            @Nullable EventCommand command) {
        this.format = output.format();
        this.rows = output.live();
        this.console = console;
        this.encoding = encoding;
        this.withPrevious = withPrevious;
        this.withProgress = withProgress;
        this.command = command;
    }

    /**
     * Returns whether there may be more: so many events were not reached, and there is no wish to end. A wish to end is
     * looked at before each command.
     */
    boolean show(WatchItem item, long eventsMax, BooleanSupplier wishToEnd) throws InterruptedException {
        if (item instanceof WatchItem.Changes changes) {
            for (Event event : changes.events()) {
                if (events >= eventsMax || stops(wishToEnd)) {
                    return false;
                }
                event(event.type().name(), event.keyValue(), event.previous());
                events++;
            }
            revision = changes.revision();
        } else if (item instanceof WatchItem.Snapshot part) {
            if (!state("SNAPSHOT", part.revision(), part.entries(), wishToEnd)) {
                return false;
            }
            if (part.last()) {
                mark(new Row().number("revision", part.revision()).text("type", "SNAPSHOT_END"), format == Format.JSON);
                stateRevision = 0;
                revision = part.revision();
            }
        } else if (item instanceof WatchItem.Reset part) {
            return reset(part, wishToEnd) && events < eventsMax;
        } else {
            mark(new Row().number("revision", item.revision()).text("type", "PROGRESS"), withProgress);
            revision = item.revision();
        }
        return events < eventsMax;
    }

    /** Rows are shown to the end of an item: that takes no time, and leaves nothing in parts. */
    private boolean stops(BooleanSupplier wishToEnd) {
        return command != null && wishToEnd.getAsBoolean();
    }

    private boolean reset(WatchItem.Reset part, BooleanSupplier wishToEnd) throws InterruptedException {
        if (stateRevision == 0) {
            console.note("what comes next was compacted away (up to revision " + part.compactRevision()
                    + "): here is the state at revision " + part.revision());
        }
        if (!state("RESET", part.revision(), part.entries(), wishToEnd)) {
            return false;
        }
        for (Bytes key : part.removed()) {
            if (stops(wishToEnd)) {
                return false;
            }
            event("DELETE", new KeyValue(key, Bytes.EMPTY, 0, part.revision(), 0, 0), Optional.empty());
        }
        if (part.last()) {
            Row end = new Row()
                    .number("revision", part.revision())
                    .text("type", "RESET_END")
                    .number("compactRevision", part.compactRevision())
                    .flag("removedKnown", part.removedKnown());
            mark(end, format == Format.JSON);
            stateRevision = 0;
            revision = part.revision();
        }
        return true;
    }

    private boolean state(String type, long revision, List<KeyValue> entries, BooleanSupplier wishToEnd)
            throws InterruptedException {
        if (stateRevision != 0 && stateRevision != revision) {
            console.note("the state begins anew, at revision " + revision);
        }
        stateRevision = revision;
        for (KeyValue entry : entries) {
            if (stops(wishToEnd)) {
                return false;
            }
            event(type, entry, Optional.empty());
        }
        return true;
    }

    private void mark(Row row, boolean wanted) {
        if (wanted && command == null) {
            rows.row(format == Format.JSON ? row : cells(row.text("key", "").text("value", "")));
        }
    }

    private void event(String type, KeyValue entry, Optional<KeyValue> before) throws InterruptedException {
        if (command != null) {
            command.run(type, entry);
            return;
        }
        Row row = new Row()
                .number("revision", entry.modRevision())
                .text("type", type)
                .bytes("key", entry.key(), encoding);
        boolean deleted = type.equals("DELETE");
        if (format != Format.JSON) {
            row.bytes("value", entry.value(), encoding);
            if (withPrevious) {
                row.bytes("previous", before.map(KeyValue::value).orElse(Bytes.EMPTY), encoding);
            }
        } else {
            if (!deleted) {
                row.bytes("value", entry.value(), encoding)
                        .number("createRevision", entry.createRevision())
                        .number("version", entry.version());
            }
            before.ifPresent(old ->
                    row.json("previous", KvRows.row(old, encoding, format, true).toJson()));
        }
        rows.row(row);
    }

    private Row cells(Row row) {
        return withPrevious ? row.text("previous", "") : row;
    }

    /** Everything up to here was shown. */
    long revision() {
        return revision;
    }

    void end() {
        rows.end(new Row());
    }

    /** A command has failed. */
    boolean failed() {
        return command != null && command.failures() > 0;
    }
}
