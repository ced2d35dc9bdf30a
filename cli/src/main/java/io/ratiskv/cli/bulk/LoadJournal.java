package io.ratiskv.cli.bulk;

import io.ratiskv.cli.text.JsonReader;
import io.ratiskv.cli.text.JsonValue;
import io.ratiskv.client.Bytes;
import io.ratiskv.client.Compare;
import io.ratiskv.client.Delete;
import io.ratiskv.client.KeyRange;
import io.ratiskv.client.KeyValue;
import io.ratiskv.client.Kv;
import io.ratiskv.client.Put;
import io.ratiskv.client.Range;
import io.ratiskv.client.Txn;
import io.ratiskv.client.TxnResult;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How far a load has come, kept in the cluster beside the data: {@code _kvctl/load/ID} says what is loaded,
 * {@code _kvctl/load/ID/lane/N} how many rows of a lane are in. A lane's mark moves in the same transaction as its
 * rows, and only from where it was: so no row is written twice, whoever repeats what.
 */
final class LoadJournal {
    /** Keys of kvctl's own; {@code dump} leaves them out. */
    static final String OWN_PREFIX = "_kvctl/";

    /** State of the load when it begins or goes on. */
    record Start(int lanes, boolean done, long rows) {}

    private final Kv db;
    private final LoadPlan plan;
    private final Bytes header;

    LoadJournal(Kv db, LoadPlan plan) {
        this.db = db;
        this.plan = plan;
        this.header = Bytes.of(OWN_PREFIX + "load/" + plan.id());
    }

    /**
     * Begins the load, or finds where it was left.
     *
     * @throws LoadException if the id belongs to another source
     */
    Start begin() {
        Txn begin = Txn.when(Compare.absent(header))
                .then(Put.of(header, headerValue(plan.lanes(), Optional.empty())))
                .otherwise(Range.key(header));
        TxnResult result = db.txn(begin);
        if (result.succeeded()) {
            return new Start(plan.lanes(), false, 0);
        }
        KeyValue found = result.get(0).orElseThrow(() -> unreadable("it vanished while it was read"));
        return read(found.value());
    }

    /** Rows of the lane that are in. */
    long applied(int lane) {
        return db.get(laneKey(lane)).map(mark -> count(mark.value())).orElse(0L);
    }

    /** The transaction that writes {@code rows} of a lane, if {@code before} rows of it are in. */
    Txn batch(int lane, long before, long after, Map<Bytes, Bytes> rows) {
        Bytes mark = laneKey(lane);
        Txn txn = Txn.when(before == 0 ? Compare.absent(mark) : stands(mark, before))
                .then(Put.of(mark, Bytes.of(Long.toString(after))))
                .otherwise(Range.key(mark));
        Put[] puts = rows.entrySet().stream()
                .map(row -> Put.of(row.getKey(), row.getValue()))
                .toArray(Put[]::new);
        return txn.then(puts);
    }

    /** Where the lane stood when {@link #batch} found that it had moved. */
    static long found(TxnResult refused) {
        return refused.get(0).map(mark -> count(mark.value())).orElse(0L);
    }

    /** The load is done: one key remembers it. */
    void finish(long rows, int lanes) {
        db.txn(Txn.of(
                Put.of(header, headerValue(lanes, Optional.of(rows))),
                Delete.prefix(OWN_PREFIX + "load/" + plan.id() + "/lane/")));
    }

    /** Forgets the load; the rows stay. */
    void forget() {
        db.txn(Txn.of(Delete.key(header), Delete.prefix(OWN_PREFIX + "load/" + plan.id() + "/lane/")));
    }

    private Bytes laneKey(int lane) {
        return Bytes.of(OWN_PREFIX + "load/" + plan.id() + "/lane/" + lane);
    }

    private static Compare stands(Bytes mark, long before) {
        return Compare.value(KeyRange.key(mark)).is(Compare.Relation.EQUAL, Bytes.of(Long.toString(before)));
    }

    private Bytes headerValue(int lanes, Optional<Long> rows) {
        Map<String, JsonValue> fields = new LinkedHashMap<>();
        fields.put("source", new JsonValue.Text(plan.source()));
        fields.put("lanes", new JsonValue.Numeral(Integer.toString(lanes)));
        rows.ifPresent(count -> fields.put("rows", new JsonValue.Numeral(count.toString())));
        return Bytes.of(new JsonValue.Document(fields).compact());
    }

    private Start read(Bytes value) {
        Map<String, JsonValue> fields;
        try {
            fields = ((JsonValue.Document) JsonReader.parse(value.utf8())).fields();
        } catch (IOException | ClassCastException malformed) {
            throw unreadable(value.toString());
        }
        if (!new JsonValue.Text(plan.source()).equals(fields.get("source"))) {
            throw new LoadException("load '" + plan.id() + "' was begun with another file or other options;"
                    + " choose another --load-id, or forget it with --forget");
        }
        long lanes = number(fields, "lanes").orElseThrow(() -> unreadable(value.toString()));
        Optional<Long> rows = number(fields, "rows");
        return new Start((int) lanes, rows.isPresent(), rows.orElse(0L));
    }

    private static Optional<Long> number(Map<String, JsonValue> fields, String name) {
        return fields.get(name) instanceof JsonValue.Numeral number
                ? Optional.of(Long.parseLong(number.digits()))
                : Optional.empty();
    }

    private static long count(Bytes mark) {
        try {
            return Long.parseLong(mark.utf8());
        } catch (NumberFormatException overwritten) {
            throw new LoadException("a mark of the load was overwritten by somebody: " + mark);
        }
    }

    private LoadException unreadable(String what) {
        return new LoadException("the mark of load '" + plan.id() + "' at key " + header + " is unreadable: " + what);
    }
}
