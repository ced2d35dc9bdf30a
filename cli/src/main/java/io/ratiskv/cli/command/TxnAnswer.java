package io.ratiskv.cli.command;

import io.ratiskv.cli.output.Format;
import io.ratiskv.cli.output.Row;
import io.ratiskv.cli.text.Encoding;
import io.ratiskv.cli.text.JsonValue;
import io.ratiskv.client.DeleteResult;
import io.ratiskv.client.KeyValue;
import io.ratiskv.client.OpResult;
import io.ratiskv.client.PutResult;
import io.ratiskv.client.RangeResult;
import io.ratiskv.client.TxnResult;
import java.io.PrintStream;
import java.util.List;

/** What a transaction answered: a tree, so neither a table nor rows. */
final class TxnAnswer {
    private TxnAnswer() {}

    static JsonValue.Document json(TxnResult result, Encoding encoding) {
        return new Row()
                .flag("succeeded", result.succeeded())
                .number("revision", result.revision())
                .json(
                        "results",
                        new JsonValue.Array(result.results().stream()
                                .map(each -> json(each, encoding))
                                .toList()))
                .toJson();
    }

    private static JsonValue json(OpResult result, Encoding encoding) {
        if (result instanceof PutResult put) {
            Row row = new Row().text("op", "put").number("revision", put.revision());
            put.previous().ifPresent(previous -> row.json("previous", entry(previous, encoding)));
            return row.toJson();
        }
        if (result instanceof DeleteResult delete) {
            Row row = new Row().text("op", "del").number("deleted", delete.deleted());
            return delete.previous().isEmpty()
                    ? row.toJson()
                    : row.json("previous", entries(delete.previous(), encoding)).toJson();
        }
        if (result instanceof RangeResult range) {
            Row row = new Row().text("op", "get").json("kvs", entries(range.entries(), encoding));
            range.count().ifPresent(count -> row.number("count", count));
            return row.flag("more", range.more()).toJson();
        }
        return json((TxnResult) result, encoding);
    }

    static void print(TxnResult result, Encoding encoding, PrintStream out) {
        out.println((result.succeeded() ? "succeeded" : "checks failed") + ", revision " + result.revision());
        result.results().forEach(each -> print(each, "  ", encoding, out));
    }

    private static void print(OpResult result, String indent, Encoding encoding, PrintStream out) {
        if (result instanceof PutResult put) {
            out.println(indent + "put"
                    + put.previous()
                            .map(previous -> ", previous " + encoding.encode(previous.value()))
                            .orElse(""));
        } else if (result instanceof DeleteResult delete) {
            out.println(indent + "del, deleted " + delete.deleted());
            print(delete.previous(), indent, encoding, out);
        } else if (result instanceof RangeResult range) {
            out.println(indent + "get"
                    + (range.count().isPresent() ? ", count " + range.count().getAsLong() : "")
                    + (range.entries().isEmpty() && range.count().isEmpty() ? ", nothing found" : "")
                    + (range.more() ? ", there are more" : ""));
            print(range.entries(), indent, encoding, out);
        } else if (result instanceof TxnResult nested) {
            out.println(indent + (nested.succeeded() ? "if, succeeded" : "if, checks failed"));
            nested.results().forEach(each -> print(each, indent + "  ", encoding, out));
        }
    }

    private static void print(List<KeyValue> entries, String indent, Encoding encoding, PrintStream out) {
        entries.forEach(entry -> out.println(indent + "  " + encoding.encode(entry.key())
                + (entry.value().isEmpty() ? "" : "\t" + encoding.encode(entry.value()))));
    }

    private static JsonValue entries(List<KeyValue> entries, Encoding encoding) {
        return new JsonValue.Array(
                entries.stream().map(each -> (JsonValue) entry(each, encoding)).toList());
    }

    private static JsonValue.Document entry(KeyValue entry, Encoding encoding) {
        return KvRows.row(entry, encoding, Format.JSON, true).toJson();
    }
}
