package io.ratiskv.server.propose;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratiskv.server.fakes.ManualClock;
import java.time.Duration;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class LogTimeBoundTest {
    private final ManualClock nanos = new ManualClock();
    private OptionalLong own = OptionalLong.empty();
    private final LogTimeBound bound = new LogTimeBound(() -> own, nanos);

    @Test
    void nothing_is_known_at_first() {
        nanos.advance(Duration.ofHours(1));
        assertThat(bound.atMostMs()).isZero();
    }

    @Test
    void a_follower_adds_all_the_time_since_it_asked() {
        long asked = nanos.getAsLong();
        nanos.advance(Duration.ofMillis(30)); // the answer was on its way
        bound.noted(5_000, asked);
        nanos.advance(Duration.ofMillis(100));
        assertThat(bound.atMostMs()).isBetween(5_130L, 5_132L);
    }

    @Test
    void the_answer_to_the_latest_question_counts() {
        long first = nanos.getAsLong();
        nanos.advance(Duration.ofMillis(50));
        bound.noted(4_000, nanos.getAsLong()); // of a leader that went on from an older stamp
        bound.noted(5_000, first);
        assertThat(bound.atMostMs()).isBetween(4_000L, 4_002L);
    }

    @Test
    void a_leader_goes_by_its_own_clock_and_what_came_of_it() {
        bound.noted(9_000, nanos.getAsLong());
        nanos.advance(Duration.ofMillis(1));
        own = OptionalLong.of(7_000);
        assertThat(bound.atMostMs()).isBetween(7_000L, 7_002L);
        own = OptionalLong.empty();
        nanos.advance(Duration.ofMillis(500));
        assertThat(bound.atMostMs()).isBetween(7_500L, 7_502L);
    }

    @Test
    void a_member_that_had_no_clock_says_nothing() {
        bound.noted(0, nanos.getAsLong());
        assertThat(bound.atMostMs()).isZero();
    }
}
