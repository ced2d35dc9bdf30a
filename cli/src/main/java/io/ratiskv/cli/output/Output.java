package io.ratiskv.cli.output;

import io.ratiskv.cli.text.JsonValue;
import java.io.PrintStream;
import java.util.List;

/**
 * The answer of one run on standard output, in the format that was asked for.
 *
 * <p>Thread: the command's.
 */
public final class Output {
    private final Format format;
    private final PrintStream out;

    public Output(Format format, PrintStream out) {
        this.format = format;
        this.out = out;
    }

    public Format format() {
        return format;
    }

    /** An answer of one row; {@code simple} is what a plain line says of it. */
    public void one(Row row, String simple) {
        switch (format) {
            case TABLE -> {
                RowSink table = new TableSink(out);
                table.row(row);
                table.end(new Row());
            }
            case JSON -> out.println(row.toJson().compact());
            case SIMPLE -> out.println(simple);
        }
    }

    /**
     * An answer of any number of rows.
     *
     * @param jsonName field of the JSON document that holds them
     */
    public RowSink rows(String jsonName) {
        return switch (format) {
            case TABLE -> new TableSink(out);
            case JSON -> new JsonSink(out, jsonName);
            case SIMPLE -> new SimpleSink(out);
        };
    }

    /**
     * Rows that come when they come, each shown at once. In JSON each is a document on a line of its own: there is no
     * end that could close one.
     */
    public RowSink live() {
        RowSink rows = switch (format) {
            case TABLE -> new TableSink(out, 1);
            case JSON -> new LinesSink(out);
            case SIMPLE -> new SimpleSink(out);
        };
        return new RowSink() {
            @Override
            public void row(Row row) {
                rows.row(row);
                out.flush();
            }

            @Override
            public void end(Row about) {
                rows.end(about);
            }
        };
    }

    /** Rows that are all there already. */
    public void all(String jsonName, List<Row> rows, Row about) {
        RowSink sink = rows(jsonName);
        rows.forEach(sink::row);
        sink.end(about);
    }

    /** Bare values, parted by tabs. */
    private record SimpleSink(PrintStream out) implements RowSink {
        @Override
        public void row(Row row) {
            String tab = "";
            for (Row.Field field : row.fields()) {
                out.print(tab);
                out.print(field.shown());
                tab = "\t";
            }
            out.println();
        }

        @Override
        public void end(Row about) {
            out.flush();
        }
    }

    /** A document for each row. */
    private record LinesSink(PrintStream out) implements RowSink {
        @Override
        public void row(Row row) {
            out.println(row.toJson().compact());
        }

        @Override
        public void end(Row about) {
            out.flush();
        }
    }

    /** One document: the rows in an array, then what is to be said about all of them. */
    private static final class JsonSink implements RowSink {
        private final PrintStream out;
        private String separator = "\n";

        JsonSink(PrintStream out, String name) {
            this.out = out;
            out.print("{" + JsonValue.quoted(name) + ":[");
        }

        @Override
        public void row(Row row) {
            out.print(separator);
            out.print(row.toJson().compact());
            separator = ",\n";
        }

        @Override
        public void end(Row about) {
            out.print("]");
            about.toJson()
                    .fields()
                    .forEach((name, value) -> out.print("," + JsonValue.quoted(name) + ":" + value.compact()));
            out.println("}");
            out.flush();
        }
    }
}
