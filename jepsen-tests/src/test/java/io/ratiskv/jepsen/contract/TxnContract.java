package io.ratiskv.jepsen.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratiskv.client.Bytes;
import io.ratiskv.client.Compare;
import io.ratiskv.client.Compare.Relation;
import io.ratiskv.client.Delete;
import io.ratiskv.client.DuplicateKeyException;
import io.ratiskv.client.KeyNotFoundException;
import io.ratiskv.client.KeyRange;
import io.ratiskv.client.KeyValue;
import io.ratiskv.client.Put;
import io.ratiskv.client.Range;
import io.ratiskv.client.Txn;
import io.ratiskv.client.TxnResult;
import org.junit.jupiter.api.Test;

/** Compare, then, else. */
interface TxnContract extends Surroundings {
    @Test
    default void one_branch_runs_and_answers_in_order() {
        db().put(key("stock"), "3");
        Txn take = Txn.when(Compare.value(key("stock")).equalTo("3"))
                .then(Put.of(key("stock"), "2").returningPrevious(), Range.key(key("stock")), Delete.key(key("none")))
                .otherwise(Range.key(key("stock")));
        TxnResult taken = db().txn(take);
        assertThat(taken.succeeded()).isTrue();
        assertThat(taken.results()).hasSize(3);
        assertThat(taken.put(0).previous().orElseThrow().valueText()).isEqualTo("3");
        assertThat(taken.get(1).orElseThrow().valueText())
                .as("an operation sees the ones before it")
                .isEqualTo("2");
        assertThat(taken.delete(2).deleted()).isZero();
        TxnResult late = db().txn(take);
        assertThat(late.succeeded()).isFalse();
        assertThat(late.revision()).isEqualTo(taken.revision());
        assertThat(late.get(0).orElseThrow().valueText()).isEqualTo("2");
    }

    @Test
    default void everything_that_a_transaction_writes_has_one_revision() {
        db().put(key("old"), "1");
        long before = revision();
        TxnResult done = db().txn(Txn.of(Put.of(key("a"), "1"), Delete.key(key("old")), Put.of(key("b"), "2")));
        assertThat(done.revision()).isEqualTo(before + 1);
        assertThat(db().range(Range.prefix(prefix())).entries())
                .extracting(KeyValue::modRevision)
                .containsExactly(before + 1, before + 1);
        assertThat(names(db().range(Range.prefix(prefix()).atRevision(before)))).containsExactly("old");
        assertThat(db().txn(Txn.of(Range.key(key("a")))).revision())
                .as("one that only reads makes none")
                .isEqualTo(before + 1);
    }

    @Test
    default void every_target_is_compared_every_way() {
        long created = db().put(key("k"), "b").revision();
        long modified = db().put(key("k"), "m").revision();
        holds(Compare.version(key("k")).equalTo(2), Compare.version(key("k")).equalTo(1));
        holds(Compare.version(key("k")).notEqualTo(1), Compare.version(key("k")).notEqualTo(2));
        holds(
                Compare.createRevision(key("k")).equalTo(created),
                Compare.createRevision(key("k")).greaterThan(created));
        holds(
                Compare.modRevision(key("k")).greaterThan(created),
                Compare.modRevision(key("k")).lessThan(modified));
        holds(
                Compare.modRevision(key("k")).lessThan(modified + 1),
                Compare.modRevision(key("k")).equalTo(created));
        holds(Compare.lease(key("k")).equalTo(0), Compare.lease(key("k")).greaterThan(0));
        holds(Compare.value(key("k")).equalTo("m"), Compare.value(key("k")).equalTo("b"));
        holds(Compare.value(key("k")).notEqualTo("b"), Compare.value(key("k")).notEqualTo("m"));
        holds(
                Compare.value(key("k")).is(Relation.GREATER, Bytes.of("lz")),
                Compare.value(key("k")).is(Relation.LESS, Bytes.of("lz")));
        holds(Compare.exists(key("k")), Compare.absent(key("k")));
    }

    @Test
    default void a_missing_key_compares_as_zero_and_never_by_value() {
        String missing = key("missing");
        holds(Compare.absent(missing), Compare.exists(missing));
        holds(Compare.version(missing).equalTo(0), Compare.version(missing).greaterThan(0));
        holds(Compare.lease(missing).lessThan(1), Compare.lease(missing).notEqualTo(0));
        holds(Compare.modRevision(missing).equalTo(0), Compare.value(missing).notEqualTo("x"));
        holds(Compare.createRevision(missing).equalTo(0), Compare.value(missing).equalTo(""));
    }

    @Test
    default void a_comparison_of_a_range_is_one_of_each_key_in_it() {
        fill(3, 1);
        KeyRange all = KeyRange.prefix(prefix());
        holds(Compare.version(all).equalTo(1), Compare.version(all).greaterThan(1));
        db().put(numbered(1), "v");
        holds(Compare.version(all).greaterThan(0), Compare.version(all).equalTo(1));
        holds(Compare.value(all).equalTo("v"), Compare.value(all).notEqualTo("v"));
    }

    @Test
    default void all_comparisons_must_hold() {
        db().put(key("a"), "1");
        Txn both = Txn.when(Compare.exists(key("a"))).and(Compare.exists(key("b")));
        assertThat(db().txn(both).succeeded()).isFalse();
        db().put(key("b"), "1");
        assertThat(db().txn(both).succeeded()).isTrue();
    }

    private void holds(Compare yes, Compare no) {
        assertThat(db().txn(Txn.when(yes)).succeeded()).as("%s", yes).isTrue();
        assertThat(db().txn(Txn.when(no)).succeeded()).as("%s", no).isFalse();
    }

    @Test
    default void transactions_nest_and_see_what_was_done_around_them() {
        Txn inner = Txn.when(Compare.value(key("a")).equalTo("outer"))
                .then(Put.of(key("b"), "inner saw it"))
                .otherwise(Put.of(key("b"), "inner did not"));
        TxnResult done = db().txn(Txn.of(Put.of(key("a"), "outer"), inner, Range.key(key("b"))));
        assertThat(done.txn(1).succeeded()).isTrue();
        assertThat(done.get(2).orElseThrow().valueText()).isEqualTo("inner saw it");
        assertThat(done.get(2).orElseThrow().modRevision()).isEqualTo(done.revision());
    }

    @Test
    default void a_key_written_twice_is_refused_by_name_at_any_depth() {
        Bytes twice = Bytes.of(key("twice"));
        Put put = Put.of(twice, Bytes.of("1"));
        Txn nested = Txn.of(put, Txn.when(Compare.absent(key("x"))).otherwise(put));
        assertThat(refused(DuplicateKeyException.class, () -> db().txn(Txn.of(put, put)))
                        .key())
                .isEqualTo(twice);
        assertThat(refused(DuplicateKeyException.class, () -> db().txn(nested)).key())
                .isEqualTo(twice);
        assertThat(refused(DuplicateKeyException.class, () -> db().txn(Txn.of(Delete.prefix(prefix()), put)))
                        .key())
                .isEqualTo(twice);
        assertThat(db().get(twice)).isEmpty();
        Txn eitherOr = Txn.of(Txn.when(Compare.absent(key("x"))).then(put).otherwise(put));
        assertThat(db().txn(eitherOr).txn(0).succeeded())
                .as("only one of them runs")
                .isTrue();
    }

    @Test
    default void an_operation_that_fails_takes_the_whole_transaction_with_it() {
        Txn txn = Txn.of(Put.of(key("a"), "1"), Put.touch(Bytes.of(key("missing"))));
        assertThat(refused(KeyNotFoundException.class, () -> db().txn(txn)).key())
                .isEqualTo(Bytes.of(key("missing")));
        assertThat(db().get(key("a"))).isEmpty();
    }
}
