package io.ratiskv.cli.bulk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ratiskv.cli.MemoryKv;
import io.ratiskv.client.KeyValue;
import io.ratiskv.client.OutcomeUnknownException;
import io.ratiskv.client.Range;
import io.ratiskv.client.RequestId;
import io.ratiskv.client.Txn;
import io.ratiskv.client.TxnResult;
import io.ratiskv.client.UnavailableException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

final class LoaderTest {
    private static final int ROWS = 200;

    @Test
    void every_row_becomes_a_key_and_the_load_is_remembered() throws Exception {
        MemoryKv db = new MemoryKv();
        Loader.Report report = load(db, rows(ROWS), 4);
        assertThat(report.rows()).isEqualTo(ROWS);
        assertThat(report.before()).isZero();
        assertEveryRowWrittenOnce(db, ROWS);
        assertThat(db.range(Range.prefix("_kvctl/")).entries())
                .extracting(KeyValue::keyText)
                .containsExactly("_kvctl/load/L");
    }

    @Test
    void loading_again_writes_nothing() throws Exception {
        MemoryKv db = new MemoryKv();
        load(db, rows(ROWS), 4);
        long revision = db.range(Range.all()).revision();
        Loader.Report again = load(db, rows(ROWS), 4);
        assertThat(again.alreadyDone()).isTrue();
        assertThat(again.rows()).isEqualTo(ROWS);
        assertEveryRowWrittenOnce(db, ROWS);
        assertThat(db.range(Range.all()).revision()).isEqualTo(revision);
    }

    @Property(tries = 60)
    void a_load_that_is_cut_off_anywhere_goes_on_and_writes_every_row_once(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 5) int lanes) throws Exception {
        FaultyKv db = new FaultyKv(new Random(seed));
        boolean done = false;
        for (int attempt = 0; !done; attempt++) {
            db.faults = attempt < 20;
            try {
                // The number of lanes of later runs differs: the first one's must be kept.
                load(db, rows(ROWS), lanes + attempt);
                done = true;
            } catch (UnavailableException | OutcomeUnknownException cutOff) {
                assertThat(db.faults).isTrue();
            }
        }
        assertEveryRowWrittenOnce(db, ROWS);
    }

    @Test
    void rows_of_one_key_end_with_the_last_one() throws Exception {
        MemoryKv db = new MemoryKv();
        List<SourceRow> rows = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            rows.add(row("k" + i % 7, "v" + i, i));
        }
        load(db, rows, 3);
        for (int k = 0; k < 7; k++) {
            int last = 999 - Math.floorMod(999 - k, 7);
            assertThat(db.get("k" + k).orElseThrow().valueText()).isEqualTo("v" + last);
        }
    }

    @Test
    void a_row_that_was_changed_after_the_load_is_not_set_back_by_a_rerun() throws Exception {
        FaultyKv db = new FaultyKv(new Random(1));
        db.cutAfter = 3;
        assertThatThrownBy(() -> load(db, rows(ROWS), 1)).isInstanceOf(UnavailableException.class);
        KeyValue first = db.range(Range.prefix("row/")).entries().get(0);
        db.put(first.keyText(), "changed since");
        db.cutAfter = Integer.MAX_VALUE;
        load(db, rows(ROWS), 1);
        assertThat(db.get(first.key()).orElseThrow().valueText()).isEqualTo("changed since");
    }

    @Test
    void an_id_that_belongs_to_another_file_is_refused() throws Exception {
        MemoryKv db = new MemoryKv();
        load(db, rows(5), 2);
        LoadPlan other = new LoadPlan("L", "another file", 2, 10, 1_000, Duration.ZERO);
        assertThatThrownBy(() -> new Loader(db, other).run(source(rows(5)), true))
                .isInstanceOf(LoadException.class)
                .hasMessageContaining("was begun with another file");
    }

    @Test
    void the_same_load_running_elsewhere_is_noticed_and_harms_nothing() throws Exception {
        MemoryKv db = new MemoryKv();
        RowSource disturbed = new RowSource() {
            private final Iterator<SourceRow> rows = rows(ROWS).iterator();
            private int given;

            @Override
            public Optional<SourceRow> next() throws IOException {
                if (given++ == ROWS / 2) {
                    try {
                        loadWithoutEnd(db);
                    } catch (InterruptedException e) {
                        throw new IOException(e);
                    }
                }
                return rows.hasNext() ? Optional.of(rows.next()) : Optional.empty();
            }

            @Override
            public void close() {}
        };
        LoadPlan plan = plan(1);
        assertThatThrownBy(() -> new Loader(db, plan).run(disturbed, true))
                .isInstanceOf(LoadException.class)
                .hasMessageContaining("is running elsewhere too");
        load(db, rows(ROWS), 1);
        assertEveryRowWrittenOnce(db, ROWS);
    }

    /** Another run that writes all rows, but is cut off before it says that it is done. */
    private static void loadWithoutEnd(MemoryKv db) throws IOException, InterruptedException {
        RowSource cut = new RowSource() {
            private final RowSource rows = source(rows(ROWS - 1));

            @Override
            public Optional<SourceRow> next() throws IOException {
                Optional<SourceRow> row = rows.next();
                if (row.isEmpty()) {
                    throw new BadRowException(ROWS, "cut off");
                }
                return row;
            }

            @Override
            public void close() {}
        };
        try {
            new Loader(db, plan(1)).run(cut, true);
        } catch (BadRowException expected) {
            assertThat(expected).hasMessageContaining("cut off");
        }
    }

    @Test
    void a_bad_row_stops_the_load_and_the_repaired_file_goes_on_with_the_rest() throws Exception {
        MemoryKv db = new MemoryKv();
        RowSource bad = SourceFormat.JSONL.open(
                new java.io.StringReader("{\"k\":\"a\"}\n{\"k\":\"b\"}\nnonsense"),
                "",
                new KeyMapping("", List.of("k"), "/", Optional.empty()));
        assertThatThrownBy(() -> new Loader(db, plan(1)).run(bad, true)).hasMessageStartingWith("line 3: ");
    }

    static void assertEveryRowWrittenOnce(MemoryKv db, int count) {
        List<KeyValue> entries = db.range(Range.prefix("row/")).entries();
        assertThat(entries).hasSize(count);
        assertThat(entries).allMatch(entry -> entry.version() == 1, "written once");
        assertThat(entries).allMatch(entry -> entry.keyText().endsWith("/" + entry.valueText()));
    }

    static Loader.Report load(MemoryKv db, List<SourceRow> rows, int lanes) throws IOException, InterruptedException {
        return new Loader(db, plan(lanes)).run(source(rows), true);
    }

    private static LoadPlan plan(int lanes) {
        return new LoadPlan("L", "the file", lanes, 10, 1_000, Duration.ZERO);
    }

    static List<SourceRow> rows(int count) {
        List<SourceRow> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            rows.add(row(String.format("row/%03d", i), String.format("%03d", i), i + 1));
        }
        return rows;
    }

    private static SourceRow row(String key, String value, long line) {
        return new SourceRow(io.ratiskv.client.Bytes.of(key), io.ratiskv.client.Bytes.of(value), line);
    }

    private static RowSource source(List<SourceRow> rows) {
        Iterator<SourceRow> all = rows.iterator();
        return new RowSource() {
            @Override
            public Optional<SourceRow> next() {
                return all.hasNext() ? Optional.of(all.next()) : Optional.empty();
            }

            @Override
            public void close() {}
        };
    }

    /** Loses requests, and answers to requests that it has carried out. */
    private static final class FaultyKv extends MemoryKv {
        private final Random random;
        private boolean faults;
        private int cutAfter = Integer.MAX_VALUE;

        FaultyKv(Random random) {
            this.random = random;
        }

        @Override
        public synchronized TxnResult txn(Txn txn) {
            if (cutAfter-- <= 0) {
                throw new UnavailableException("cut off", List.of(), null);
            }
            int fate = faults ? random.nextInt(10) : 9;
            if (fate == 0) {
                throw new UnavailableException("lost on the way", List.of(), null);
            }
            TxnResult result = fate == 1 ? null : super.txn(txn);
            if (fate <= 2) {
                throw new OutcomeUnknownException("lost", new RequestId("test", 1, 1, 1), List.of(), null);
            }
            return java.util.Objects.requireNonNull(result);
        }
    }
}
