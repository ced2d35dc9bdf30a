package io.ratiskv.jepsen.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratiskv.client.KeyRange;
import io.ratiskv.client.KeyValue;
import io.ratiskv.client.Range;
import io.ratiskv.client.Range.Order;
import io.ratiskv.client.Range.SortBy;
import io.ratiskv.client.RangeResult;
import io.ratiskv.client.TooLargeException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Ranges: which keys, in which order, how much of them, in pages. */
interface RangesContract extends Surroundings {
    @Test
    default void a_range_takes_its_start_and_leaves_its_end() {
        fill(5, 1);
        assertThat(names(db().range(Range.between(numbered(1), numbered(3))))).containsExactly("0001", "0002");
        assertThat(names(db().range(Range.key(numbered(1))))).containsExactly("0001");
        assertThat(names(db().range(Range.prefix(key("000"))))).hasSize(5);
        RangeResult fromHere = db().range(Range.from(numbered(3)).limit(2));
        assertThat(names(fromHere)).containsExactly("0003", "0004");
        assertThat(db().range(Range.all().withCountOnly()).count().orElseThrow())
                .isGreaterThanOrEqualTo(5);
        assertThat(db().range(Range.prefix(key("nothing"))).entries()).isEmpty();
    }

    @Test
    default void a_limit_cuts_and_says_where_to_go_on() {
        fill(5, 1);
        RangeResult first = db().range(Range.prefix(prefix()).limit(3).withCount());
        assertThat(names(first)).containsExactly("0000", "0001", "0002");
        assertThat(first.more()).isTrue();
        assertThat(first.count()).hasValue(5);
        Range rest = Range.prefix(prefix()).limit(100).after(first);
        assertThat(names(db().range(rest))).containsExactly("0003", "0004");
        RangeResult whole = db().range(Range.prefix(prefix()).limit(5));
        assertThat(whole.more()).isFalse();
        assertThat(whole.nextKey()).isEmpty();
    }

    @Test
    default void a_range_comes_in_the_order_asked_for() {
        // by create: c a b; by modification: c b a; by version: c(1) b(2) a(3); by value: b a c
        db().put(key("c"), "3");
        db().put(key("a"), "x");
        db().put(key("b"), "x");
        db().put(key("b"), "1");
        db().put(key("a"), "y");
        db().put(key("a"), "2");
        assertThat(sorted(Order.ascending(SortBy.KEY))).containsExactly("a", "b", "c");
        assertThat(sorted(Order.descending(SortBy.KEY))).containsExactly("c", "b", "a");
        assertThat(sorted(Order.ascending(SortBy.CREATE_REVISION))).containsExactly("c", "a", "b");
        assertThat(sorted(Order.descending(SortBy.MOD_REVISION))).containsExactly("a", "b", "c");
        assertThat(sorted(Order.ascending(SortBy.VERSION))).containsExactly("c", "b", "a");
        assertThat(sorted(Order.ascending(SortBy.VALUE))).containsExactly("b", "a", "c");
        Range newest = Range.prefix(prefix())
                .order(Order.descending(SortBy.MOD_REVISION))
                .limit(1);
        assertThat(names(db().range(newest))).containsExactly("a");
        assertThat(db().range(newest).more()).isTrue();
    }

    private List<String> sorted(Order order) {
        return names(db().range(Range.prefix(prefix()).order(order)));
    }

    @Test
    default void keys_and_counts_come_without_what_was_not_asked_for() {
        fill(3, 10);
        RangeResult keys = db().range(Range.prefix(prefix()).withKeysOnly());
        assertThat(names(keys)).hasSize(3);
        assertThat(keys.entries()).allMatch(entry -> entry.value().isEmpty() && entry.modRevision() > 0);
        RangeResult count = db().range(Range.prefix(prefix()).withCountOnly().limit(1));
        assertThat(count.entries()).isEmpty();
        assertThat(count.count()).hasValue(3);
    }

    @Test
    default void bounds_on_revisions_let_through_what_lies_between_them() {
        long first = db().put(key("a"), "1").revision();
        long second = db().put(key("b"), "1").revision();
        long third = db().put(key("a"), "2").revision();
        Range all = Range.prefix(prefix());
        assertThat(names(db().range(all.modifiedBetween(third, 0)))).containsExactly("a");
        assertThat(names(db().range(all.modifiedBetween(0, second)))).containsExactly("b");
        assertThat(names(db().range(all.createdBetween(first, first)))).containsExactly("a");
        assertThat(names(db().range(all.createdBetween(second, 0).limit(1)))).containsExactly("b");
        assertThat(db().range(all.modifiedBetween(third, 0).withCount()).count())
                .as("filters do not change the count")
                .hasValue(2);
    }

    @Test
    default void pages_are_of_one_revision_while_others_write_and_delete() {
        long revision = fill(900, 2_000);
        Iterator<RangeResult> pages = db().pages(Range.prefix(prefix()));
        List<KeyValue> seen = new ArrayList<>();
        int count = 0;
        while (pages.hasNext()) {
            RangeResult page = pages.next();
            assertThat(page.revision()).isGreaterThanOrEqualTo(revision);
            seen.addAll(page.entries());
            // Ahead of the cursor and behind it: a key goes, one changes, one comes.
            other().delete(numbered(899 - count));
            other().put(numbered(898 - count), "changed");
            other().put(key("0500-new-" + count), "new");
            other().delete(numbered(count));
            count++;
        }
        assertThat(count).isGreaterThan(2);
        assertThat(names(seen))
                .isEqualTo(IntStream.range(0, 900)
                        .mapToObj(i -> String.format("%04d", i))
                        .toList());
        assertThat(seen).allMatch(entry -> entry.value().length() == 2_000);
    }

    @Test
    default void a_cursor_made_by_hand_is_as_stable_as_pages() {
        fill(10, 1);
        Range range = Range.prefix(prefix()).limit(4);
        RangeResult first = db().range(range);
        other().deleteRange(KeyRange.prefix(prefix()));
        Range next = range.limit(0).after(first);
        assertThat(names(other().range(next))).containsExactly("0004", "0005", "0006", "0007", "0008", "0009");
    }

    @Test
    default void a_range_of_many_mebibytes_comes_whole() {
        fill(1_200, 4_096);
        RangeResult whole = db().range(Range.prefix(prefix()));
        assertThat(names(whole)).hasSize(1_200).isSorted().doesNotHaveDuplicates();
        assertThat(whole.entries()).allMatch(entry -> entry.value().length() == 4_096);
        assertThat(whole.more()).isFalse();
        assertThat(db().scan(Range.prefix(prefix())).count()).isEqualTo(1_200);
        assertThat(db().scan(Range.prefix(prefix()).limit(700)).count()).isEqualTo(700);

        Range byValue = Range.prefix(prefix()).order(Order.ascending(SortBy.VALUE));
        assertThat(refused(TooLargeException.class, () -> db().range(byValue)).limit())
                .as("memory that one member gives to a sort")
                .isEqualTo(1 << 20);
        try (var modest = client().rangeBytesMax(1 << 20).build()) {
            assertThat(refused(TooLargeException.class, () -> modest.range(Range.prefix(prefix())))
                            .limit())
                    .as("memory that the client gives to an answer")
                    .isEqualTo(1 << 20);
            assertThat(modest.scan(Range.prefix(prefix())).count())
                    .as("pages are made to fit")
                    .isEqualTo(1_200);
        }
    }
}
