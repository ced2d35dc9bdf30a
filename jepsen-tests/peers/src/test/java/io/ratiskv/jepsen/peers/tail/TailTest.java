package io.ratiskv.jepsen.peers.tail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ratiskv.jepsen.peers.rig.Line;
import io.ratiskv.jepsen.peers.rig.Measure;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TailTest {
    @Test
    void no_word_means_all_and_a_word_that_is_none_is_refused_with_those_there_are() {
        assertThat(Tail.parse(List.of())).containsExactly(Tail.values());
        assertThat(Tail.parse(List.of("slow-disk"))).containsExactly(Tail.SLOW_DISK);
        assertThatThrownBy(() -> Tail.parse(List.of("slow-dusk")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'slow-dusk'")
                .hasMessageContaining("slow-follower");
    }

    @Test
    void beside_is_divided_by_alone_and_left_alone_if_nothing_was_answered() {
        Line alone = Line.of("before leader", Map.of(Measure.P99, 4.0, Measure.P999, 10.0));
        Line beside = TailRun.compared(Line.of("leader", Map.of(Measure.P99, 6.0, Measure.P999, 50.0)), alone);
        assertThat(beside.value(Measure.P99_RATIO)).isEqualTo(1.5);
        assertThat(beside.value(Measure.P999_RATIO)).isEqualTo(5);
        Line nothing = Line.of("leader", Map.of(Measure.STALL, 5_000.0));
        assertThat(TailRun.compared(nothing, alone)).isEqualTo(nothing);
    }

    @Test
    void overload_is_told_as_a_share_of_the_peak() {
        Line open = Line.of("open, 3.0 x peak", Map.of(Measure.GOODPUT, 9_500.0, Measure.P99, 812.0));
        assertThat(OverloadSheet.words(List.of(open), 10_000))
                .containsExactly("open, 3.0 x peak: 9,500 answers a second in time, 95 % of the peak of 10,000; p99 of"
                        + " what was answered 812 ms.");
    }

    @Test
    void a_span_that_is_over_lets_nobody_wait_and_begins_once() throws Exception {
        Span span = new Span();
        assertThat(span.beginOnce()).isTrue();
        assertThat(span.beginOnce()).isFalse();
        assertThat(span.goesOnFor(Duration.ofMillis(1))).isTrue();
        span.end();
        span.awaitBegin();
        assertThat(span.goesOnFor(Duration.ofHours(1))).isFalse();
    }
}
