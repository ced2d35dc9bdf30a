package io.ratiskv.server.propose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ratiskv.server.fakes.FakeLog;
import io.ratiskv.server.fakes.ManualClock;
import java.time.Duration;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class LogClockTest {
    private static final Duration LOOK = Duration.ofMillis(5);

    private final ManualClock nanos = new ManualClock();
    private long applied = 5_000;
    private final LogClock clock = new LogClock(() -> applied, nanos);

    @Test
    void runs_from_the_last_applied_time_once_the_leader_is_ready() {
        clock.observe(FakeLog.leader(1));
        passes(Duration.ofMillis(300));

        assertThat(clock.stamp(FakeLog.leader(1))).isEqualTo(5_300);
    }

    @Test
    void stands_still_while_nobody_leads() {
        clock.observe(FakeLog.leader(1));
        nanos.advance(Duration.ofMillis(100));
        applied = clock.stamp(FakeLog.leader(1));
        clock.observe(FakeLog.leaderless(2));
        nanos.advance(Duration.ofHours(1));

        assertThat(clock.stamp(FakeLog.leader(3))).isEqualTo(5_100);
    }

    @Test
    void does_not_restart_within_a_term_and_never_goes_down() {
        clock.observe(FakeLog.leader(1));
        nanos.advance(Duration.ofMillis(100));
        clock.observe(FakeLog.leader(1));
        long first = clock.stamp(FakeLog.leader(1));
        nanos.advance(Duration.ofMillis(-50)); // a clock that should be monotonic and is not
        assertThat(clock.stamp(FakeLog.leader(1))).isEqualTo(first);
    }

    @Test
    void what_a_clock_catches_up_after_it_drifted_back_is_not_counted_twice() {
        clock.observe(FakeLog.leader(1));
        nanos.advance(Duration.ofMillis(100));
        clock.observe(FakeLog.leader(1));
        for (int i = 0; i < 20; i++) {
            nanos.advance(Duration.ofMillis(-50));
            clock.observe(FakeLog.leader(1));
            nanos.advance(Duration.ofMillis(50));
            clock.observe(FakeLog.leader(1));
        }

        assertThat(clock.stamp(FakeLog.leader(1))).isEqualTo(5_100);
    }

    @Test
    void a_jump_ahead_counts_for_nothing_and_time_goes_on_from_there() {
        clock.observe(FakeLog.leader(1));
        passes(Duration.ofSeconds(1));
        nanos.advance(Duration.ofHours(1));
        assertThat(clock.stamp(FakeLog.leader(1))).isEqualTo(6_000);

        passes(Duration.ofSeconds(1));
        assertThat(clock.stamp(FakeLog.leader(1))).isEqualTo(7_000);
    }

    @Test
    void a_jump_back_counts_for_nothing_and_does_not_stop_time() {
        clock.observe(FakeLog.leader(1));
        nanos.advance(Duration.ofHours(-1));
        assertThat(clock.stamp(FakeLog.leader(1))).isEqualTo(5_000);

        passes(Duration.ofSeconds(1));
        assertThat(clock.stamp(FakeLog.leader(1))).isEqualTo(6_000);
    }

    @Test
    void steps_up_to_the_longest_that_counts_are_time() {
        clock.observe(FakeLog.leader(1));
        nanos.advance(LogClock.STEP_MAX);
        assertThat(clock.stamp(FakeLog.leader(1))).isEqualTo(5_000 + LogClock.STEP_MAX.toMillis());

        nanos.advance(LogClock.STEP_MAX.plusNanos(1)); // a pause, for all one knows
        assertThat(clock.stamp(FakeLog.leader(1))).isEqualTo(5_000 + LogClock.STEP_MAX.toMillis());
    }

    @Test
    void a_later_term_starts_from_what_was_applied_in_between() {
        clock.observe(FakeLog.leader(1));
        applied = 9_000; // another member led, and stamped
        assertThat(clock.stamp(FakeLog.leader(3))).isEqualTo(9_000);
    }

    @Test
    void only_a_ready_leader_stamps() {
        assertThatThrownBy(() -> clock.stamp(FakeLog.follower(1))).isInstanceOf(IllegalArgumentException.class);
    }

    @Property(tries = 200)
    void never_runs_ahead_of_true_time_whatever_jumps_and_pauses_do(@ForAll long seed) {
        Random random = new Random(seed);
        ManualClock wrong = new ManualClock();
        LogClock judged = new LogClock(() -> 0, wrong);
        judged.observe(FakeLog.leader(1));
        Duration truth = Duration.ZERO;
        for (int look = 0; look < 500; look++) {
            Duration passed = random.nextInt(50) == 0
                    ? Duration.ofMillis(random.nextInt(5_000))
                    : LOOK.plusNanos(random.nextInt(1_000_000));
            truth = truth.plus(passed);
            wrong.advance(passed);
            if (random.nextInt(20) == 0) {
                wrong.advance(Duration.ofMinutes(random.nextInt(120) - 60L));
            }
            assertThat(judged.stamp(FakeLog.leader(1))).isLessThanOrEqualTo(truth.toMillis());
        }
    }

    private void passes(Duration time) {
        for (Duration left = time; left.toNanos() > 0; left = left.minus(LOOK)) {
            nanos.advance(LOOK);
            clock.observe(FakeLog.leader(1));
        }
    }
}
