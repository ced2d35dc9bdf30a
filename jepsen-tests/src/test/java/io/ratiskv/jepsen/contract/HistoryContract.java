package io.ratiskv.jepsen.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ratiskv.client.CompactResult;
import io.ratiskv.client.CompactedException;
import io.ratiskv.client.FutureRevisionException;
import io.ratiskv.client.KeyValue;
import io.ratiskv.client.Range;
import io.ratiskv.client.RangeResult;
import java.util.Iterator;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Old revisions: what can be read of them, and what compaction takes away. */
interface HistoryContract extends Surroundings {
    @Test
    default void a_revision_answers_the_same_for_ever() {
        db().put(key("a"), "1");
        long first = db().put(key("b"), "1").revision();
        db().put(key("a"), "2");
        db().delete(key("b"));
        long last = db().put(key("c"), "1").revision();
        RangeResult then = db().range(Range.prefix(prefix()).atRevision(first));
        assertThat(then.revision()).isEqualTo(first);
        assertThat(names(then)).containsExactly("a", "b");
        assertThat(then.entries()).extracting(KeyValue::valueText).containsExactly("1", "1");
        assertThat(names(db().range(Range.prefix(prefix()).atRevision(first + 1))))
                .containsExactly("a", "b");
        assertThat(names(db().range(Range.prefix(prefix()).atRevision(last - 1))))
                .containsExactly("a");
        assertThat(db().range(Range.key(key("a")).atRevision(last))
                        .entries()
                        .get(0)
                        .valueText())
                .isEqualTo("2");
        assertThat(db().range(Range.prefix(prefix()).atRevision(first).withCountOnly())
                        .count())
                .hasValue(2);
    }

    @Test
    default void a_revision_to_come_is_refused_with_the_newest_there_is() {
        long now = db().put(key("a"), "1").revision();
        Range tomorrow = Range.key(key("a")).atRevision(now + 1_000);
        assertThat(refused(FutureRevisionException.class, () -> db().range(tomorrow))
                        .newestRevision())
                .isEqualTo(now);
        assertThat(refused(FutureRevisionException.class, () -> db().admin().compact(now + 1_000))
                        .newestRevision())
                .isEqualTo(now + 1);
    }

    @Test
    default void compaction_keeps_the_present_and_refuses_the_past_by_its_oldest_revision() {
        long first = db().put(key("a"), "1").revision();
        db().put(key("b"), "1");
        db().delete(key("b"));
        long last = db().put(key("a"), "2").revision();
        CompactResult compacted = db().admin().compact(last);
        assertThat(compacted.compactRevision()).isEqualTo(last);
        assertThat(names(db().range(Range.prefix(prefix()).atRevision(last))))
                .as("the compacted revision itself can be read")
                .containsExactly("a");
        assertThat(db().get(key("a")).orElseThrow().version()).isEqualTo(2);
        Range old = Range.key(key("a")).atRevision(first);
        assertThat(refused(CompactedException.class, () -> db().range(old)).oldestRevision())
                .isEqualTo(last);
        assertThat(refused(CompactedException.class, () -> db().admin().compact(first))
                        .oldestRevision())
                .isEqualTo(last);
    }

    @Test
    default void pages_whose_revision_is_compacted_end_with_that() {
        fill(1_500, 1);
        Iterator<RangeResult> pages = db().pages(Range.prefix(prefix()));
        RangeResult first = pages.next();
        long now = other().put(key("later"), "1").revision();
        other().admin().compact(now);
        // A member that has not heard of it may still answer, and rightly.
        await().atMost(DEADLINE)
                .until(() -> cluster().members().stream()
                        .allMatch(
                                member -> db().admin().status(member.endpoint()).compactRevision() >= now));
        CompactedException lost = refused(
                CompactedException.class,
                () -> pages.forEachRemaining(page -> assertThat(page.revision()).isEqualTo(first.revision())));
        assertThat(lost.oldestRevision()).isEqualTo(now);
    }

    @Test
    default void a_transaction_whose_snapshot_is_compacted_runs_again_whether_it_reads_on_or_commits() {
        db().put(key("a"), "1");
        for (boolean readsOn : new boolean[] {true, false}) {
            AtomicInteger attempts = new AtomicInteger();
            db().transact(tx -> {
                tx.get(key("a"));
                if (attempts.incrementAndGet() == 1) {
                    other().admin().compact(other().put(key("b"), "1").revision());
                }
                if (readsOn) {
                    tx.get(key("c"));
                }
                tx.put(key("d"), "reads on " + readsOn);
                return 0;
            });
            assertThat(attempts).hasValue(2);
            assertThat(db().get(key("d")).orElseThrow().valueText()).isEqualTo("reads on " + readsOn);
        }
    }
}
