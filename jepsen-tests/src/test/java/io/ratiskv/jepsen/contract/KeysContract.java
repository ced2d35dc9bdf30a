package io.ratiskv.jepsen.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratiskv.client.Bytes;
import io.ratiskv.client.CasResult;
import io.ratiskv.client.Delete;
import io.ratiskv.client.DeleteResult;
import io.ratiskv.client.KeyNotFoundException;
import io.ratiskv.client.KeyRange;
import io.ratiskv.client.KeyValue;
import io.ratiskv.client.LeaseNotFoundException;
import io.ratiskv.client.Put;
import io.ratiskv.client.PutResult;
import io.ratiskv.client.Range;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Single keys: put, get, delete, compare-and-set. */
interface KeysContract extends Surroundings {
    @Test
    default void a_key_remembers_when_it_was_created_and_how_often_it_was_written() {
        long created = db().put(key("a"), "1").revision();
        long changed = db().put(key("a"), "2").revision();
        assertThat(changed).isEqualTo(created + 1);
        assertThat(db().get(key("a")))
                .hasValue(new KeyValue(Bytes.of(key("a")), Bytes.of("2"), created, changed, 2, 0));
        db().delete(key("a"));
        long again = db().put(key("a"), "3").revision();
        assertThat(db().get(key("a"))).hasValue(new KeyValue(Bytes.of(key("a")), Bytes.of("3"), again, again, 1, 0));
    }

    @Test
    default void a_put_answers_with_the_previous_state_when_asked() {
        Put put = Put.of(key("a"), "1").returningPrevious();
        assertThat(db().put(put).previous()).isEmpty();
        PutResult second = db().put(Put.of(key("a"), "2").returningPrevious());
        KeyValue previous = second.previous().orElseThrow();
        assertThat(previous.valueText()).isEqualTo("1");
        assertThat(previous.modRevision()).isEqualTo(second.revision() - 1);
        assertThat(db().put(key("a"), "3").previous()).isEmpty();
    }

    @Test
    default void a_touch_keeps_the_value_and_counts_as_a_write() {
        long created = db().put(key("a"), "1").revision();
        long touched = db().put(Put.touch(Bytes.of(key("a")))).revision();
        assertThat(db().get(key("a")))
                .hasValue(new KeyValue(Bytes.of(key("a")), Bytes.of("1"), created, touched, 2, 0));
    }

    @Test
    default void keeping_the_value_or_lease_of_a_missing_key_is_refused_by_its_name() {
        Bytes missing = Bytes.of(key("missing"));
        assertThat(refused(KeyNotFoundException.class, () -> db().put(Put.touch(missing)))
                        .key())
                .isEqualTo(missing);
        assertThat(refused(
                                KeyNotFoundException.class,
                                () -> db().put(Put.of(missing, Bytes.of("1")).keepingLease()))
                        .key())
                .isEqualTo(missing);
        assertThat(db().get(missing)).isEmpty();
    }

    @Test
    default void a_lease_that_does_not_exist_is_refused() {
        refused(
                LeaseNotFoundException.class,
                () -> db().put(Put.of(key("a"), "1").withLease(7)));
        assertThat(db().get(key("a"))).isEmpty();
    }

    @Test
    default void keys_and_values_are_any_bytes() {
        byte[] key = Bytes.of(key("")).toArray();
        byte[] odd = Arrays.copyOf(key, key.length + 3);
        odd[key.length] = (byte) 0xff;
        odd[key.length + 2] = (byte) 0x80;
        db().put(odd, new byte[0]);
        KeyValue found = db().get(odd).orElseThrow();
        assertThat(found.key()).isEqualTo(Bytes.of(odd));
        assertThat(found.value().isEmpty()).isTrue();
        assertThat(names(db().range(Range.prefix(key)))).hasSize(1);
    }

    @Test
    default void a_delete_counts_and_shows_what_it_deleted() {
        db().put(key("a"), "1");
        long before = db().put(key("b"), "2").revision();
        DeleteResult one = db().delete(Delete.key(key("a")).returningPrevious());
        assertThat(one.deleted()).isEqualTo(1);
        assertThat(one.revision()).isEqualTo(before + 1);
        assertThat(names(one.previous())).containsExactly("a");
        assertThat(db().get(key("a"))).isEmpty();
        DeleteResult nothing = db().delete(key("a"));
        assertThat(nothing.deleted()).isZero();
        assertThat(nothing.revision()).isEqualTo(before + 1);
    }

    @Test
    default void a_range_delete_is_one_revision_and_leaves_its_end() {
        for (String name : new String[] {"a", "b", "c", "d"}) {
            db().put(key(name), name);
        }
        long before = revision();
        DeleteResult deleted = db().delete(new Delete(KeyRange.between(key("a"), key("c")), true));
        assertThat(deleted.deleted()).isEqualTo(2);
        assertThat(deleted.revision()).isEqualTo(before + 1);
        assertThat(deleted.previous()).extracting(KeyValue::valueText).containsExactly("a", "b");
        assertThat(names(db().range(Range.prefix(prefix())))).containsExactly("c", "d");
        assertThat(db().deleteRange(KeyRange.prefix(prefix())).deleted()).isEqualTo(2);
    }

    @Test
    default void put_if_absent_writes_once_and_shows_who_was_first() {
        CasResult first = db().putIfAbsent(key("a"), "mine");
        CasResult second = other().putIfAbsent(key("a"), "theirs");
        assertThat(first.succeeded()).isTrue();
        assertThat(first.current()).isEmpty();
        assertThat(second.succeeded()).isFalse();
        assertThat(second.current().orElseThrow().valueText()).isEqualTo("mine");
        assertThat(second.current().orElseThrow().modRevision()).isEqualTo(first.revision());
    }

    @Test
    default void compare_and_set_writes_only_what_was_expected() {
        long revision = db().put(key("a"), "1").revision();
        assertThat(db().compareAndSet(key("a"), revision, "2").succeeded()).isTrue();
        CasResult late = other().compareAndSet(key("a"), revision, "late");
        assertThat(late.succeeded()).isFalse();
        assertThat(late.current().orElseThrow().valueText()).isEqualTo("2");
        assertThat(db().compareAndSet(key("a"), "2", "3").succeeded()).isTrue();
        assertThat(db().compareAndSet(key("a"), "2", "4").succeeded()).isFalse();
        assertThat(db().compareAndSet(key("missing"), "", "4").succeeded()).isFalse();
        assertThat(db().get(key("a")).orElseThrow().valueText()).isEqualTo("3");
        assertThat(db().get(key("a")).orElseThrow().version()).isEqualTo(3);
    }
}
