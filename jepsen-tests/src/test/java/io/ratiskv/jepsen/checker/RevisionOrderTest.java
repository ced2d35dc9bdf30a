package io.ratiskv.jepsen.checker;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratiskv.jepsen.history.History;
import io.ratiskv.jepsen.history.HistoryRecorder;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class RevisionOrderTest {
    private final HistoryRecorder recorder = new HistoryRecorder();

    @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
    void a_correct_store_passes_and_whatever_zones_refuse_is_refused_here_too(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 60) int calls,
            @ForAll @IntRange(min = 1, max = 6) int clients,
            @ForAll @DoubleRange(max = 0.4) double unknown) {
        assertThat(RevisionOrder.check(Histories.of(seed, calls, clients, 3, 0, unknown)))
                .isEmpty();
        History stale = Histories.of(seed, calls, clients, 3, 0.3, unknown);
        if (!RegisterZones.check(stale).isEmpty()) {
            assertThat(RevisionOrder.check(stale)).isNotEmpty();
        }
    }

    @Test
    void a_stale_read_is_named_with_the_call_that_makes_it_stale() {
        recorder.write(0, "k", "a").written(2);
        recorder.write(0, "k", "b").written(3);
        recorder.read(1, "k").found("a", 2, 2);
        assertThat(RevisionOrder.check(recorder.history())).singleElement().satisfies(violation -> {
            assertThat(violation.reason()).isEqualTo("a stale read");
            assertThat(violation.operations()).hasSize(2);
        });
    }

    @Test
    void a_read_of_another_key_at_an_older_revision_is_stale_too() {
        recorder.write(0, "k", "a").written(2);
        recorder.write(0, "l", "b").written(3);
        recorder.read(1, "k").found("a", 2, 2);
        assertThat(RegisterZones.check(recorder.history())).isEmpty();
        assertThat(RevisionOrder.check(recorder.history())).hasSize(1);
    }

    @Test
    void a_read_that_names_a_new_revision_with_an_old_value_is_refused() {
        recorder.write(0, "k", "a").written(2);
        HistoryRecorder.Invocation write = recorder.write(0, "k", "b");
        recorder.read(1, "k").found("a", 3, 2);
        write.written(3);
        assertThat(RevisionOrder.check(recorder.history())).hasSize(1);
    }

    @Test
    void a_lost_write_is_seen() {
        recorder.write(0, "k", "a").written(2);
        recorder.read(1, "k").found(null, 5, 0);
        assertThat(RevisionOrder.check(recorder.history())).hasSize(1);
    }

    @Test
    void two_writes_at_one_revision_are_refused() {
        HistoryRecorder.Invocation first = recorder.write(0, "k", "a");
        HistoryRecorder.Invocation second = recorder.write(1, "k", "b");
        first.written(2);
        second.written(2);
        assertThat(RevisionOrder.check(recorder.history())).hasSize(1);
    }

    @Test
    void a_write_that_claimed_to_have_failed_must_not_be_seen() {
        recorder.write(0, "k", "a").failed("not leader");
        recorder.read(2, "k").found("a", 2, 2);
        assertThat(RevisionOrder.check(recorder.history()))
                .anyMatch(v -> v.reason().contains("claimed not to have happened"));
    }

    @Test
    void an_unknown_write_that_was_seen_counts_as_written_from_then_on() {
        recorder.write(0, "k", "a").unknown("timeout");
        recorder.read(1, "k").found("a", 2, 2);
        recorder.cas(1, "k", 2, "b").written(3);
        assertThat(RevisionOrder.check(recorder.history())).isEmpty();
        recorder.read(1, "k").found("a", 4, 2);
        assertThat(RevisionOrder.check(recorder.history())).hasSize(1);
    }

    @Test
    void an_unknown_write_that_only_a_refused_compare_and_set_found_counts_as_written() {
        recorder.write(0, "k", "a").written(2);
        recorder.cas(0, "k", 2, "b").unknown("timeout");
        recorder.cas(1, "k", 2, "c").refused("b", 4, 3);
        recorder.cas(1, "k", 3, "d").written(5);
        assertThat(RevisionOrder.check(recorder.history())).isEmpty();
        recorder.read(1, "k").found("b", 6, 3);
        assertThat(RevisionOrder.check(recorder.history())).hasSize(1);
    }

    @Test
    void what_a_refused_compare_and_set_found_is_judged_like_a_read() {
        recorder.write(0, "k", "a").written(2);
        recorder.write(0, "k", "b").written(3);
        recorder.cas(1, "k", 0, "c").refused("a", 2, 2);
        assertThat(RevisionOrder.check(recorder.history()))
                .extracting(Violation::reason)
                .containsExactly("a stale read");
    }

    @Test
    void a_compare_and_set_that_was_refused_although_it_found_what_it_asked_for_is_refused() {
        recorder.write(0, "k", "a").written(2);
        recorder.cas(1, "k", 2, "b").refused("a", 2, 2);
        assertThat(RevisionOrder.check(recorder.history())).hasSize(1);
    }

    @Test
    void a_compare_and_set_over_a_newer_write_is_refused() {
        recorder.write(0, "k", "a").written(2);
        recorder.write(0, "k", "b").written(3);
        recorder.cas(1, "k", 2, "c").written(4);
        assertThat(RevisionOrder.check(recorder.history())).hasSize(1);
    }

    @Test
    void ten_thousand_calls_take_no_time() {
        History history = Histories.of(7, 10_000, 20, 5, 0, 0.02);
        assertThat(RevisionOrder.check(history)).isEmpty();
        assertThat(RegisterZones.check(history)).isEmpty();
    }
}
