package io.ratiskv.jepsen.checker;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratiskv.jepsen.history.History;
import io.ratiskv.jepsen.history.HistoryRecorder;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.statistics.Statistics;
import org.junit.jupiter.api.Test;

class RegisterZonesTest {
    private final HistoryRecorder recorder = new HistoryRecorder();

    @Property(tries = 2_000, edgeCases = EdgeCasesMode.NONE)
    void agrees_with_trying_every_order(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 12) int calls,
            @ForAll @IntRange(min = 1, max = 4) int clients,
            @ForAll @DoubleRange(max = 0.6) double stale,
            @ForAll @DoubleRange(max = 0.4) double unknown) {
        History history = Histories.of(seed, calls, clients, 1, stale, unknown);
        boolean linearizable = BruteForce.linearizable(history.operations());
        assertThat(RegisterZones.check(history).isEmpty())
                .as("%s", history.operations())
                .isEqualTo(linearizable);
        Statistics.label("linearizable")
                .collect(linearizable)
                .coverage(share -> share.check(false).percentage(p -> p > 5));
    }

    @Test
    void a_read_of_an_old_value_after_a_newer_one_was_told_is_stale() {
        recorder.write(0, "k", "a").written(2);
        recorder.write(0, "k", "b").written(3);
        recorder.read(1, "k").found("a", 2, 2);
        assertThat(RegisterZones.check(recorder.history())).hasSize(1);
    }

    @Test
    void a_read_of_nothing_after_a_write_was_told_is_stale() {
        recorder.write(0, "k", "a").written(2);
        recorder.read(1, "k").found(null, 1, 0);
        assertThat(RegisterZones.check(recorder.history())).hasSize(1);
    }

    @Test
    void a_read_may_find_either_value_while_a_write_is_open() {
        recorder.write(0, "k", "a").written(2);
        HistoryRecorder.Invocation write = recorder.write(0, "k", "b");
        recorder.read(1, "k").found("a", 2, 2);
        recorder.read(1, "k").found("b", 3, 3);
        write.written(3);
        assertThat(RegisterZones.check(recorder.history())).isEmpty();
    }

    @Test
    void values_that_flip_back_are_seen() {
        HistoryRecorder.Invocation first = recorder.write(0, "k", "a");
        HistoryRecorder.Invocation second = recorder.write(1, "k", "b");
        recorder.read(2, "k").found("a", 2, 2);
        recorder.read(2, "k").found("b", 3, 3);
        recorder.read(2, "k").found("a", 2, 2);
        first.written(2);
        second.written(3);
        assertThat(RegisterZones.check(recorder.history())).hasSize(1);
    }

    @Test
    void a_write_of_unknown_outcome_may_be_seen_at_any_time_or_never() {
        recorder.write(0, "k", "a").unknown("timeout");
        recorder.write(1, "k", "b").written(2);
        recorder.read(2, "k").found("b", 2, 2);
        recorder.read(2, "k").found("a", 3, 3);
        recorder.write(1, "k", "c").unknown("timeout");
        assertThat(RegisterZones.check(recorder.history())).isEmpty();
    }

    @Test
    void a_value_from_nowhere_is_seen() {
        recorder.read(2, "k").found("ghost", 2, 2);
        assertThat(RegisterZones.check(recorder.history())).hasSize(1);
    }

    @Test
    void a_write_that_claimed_to_have_failed_must_not_be_seen() {
        recorder.write(0, "k", "a").failed("not leader");
        recorder.read(2, "k").found("a", 2, 2);
        assertThat(RegisterZones.check(recorder.history())).hasSize(1);
    }
}
