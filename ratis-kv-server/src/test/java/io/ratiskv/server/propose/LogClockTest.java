package io.ratiskv.server.propose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ratiskv.server.fakes.FakeLog;
import io.ratiskv.server.fakes.ManualClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LogClockTest {
    private final ManualClock nanos = new ManualClock();
    private long applied = 5_000;
    private final LogClock clock = new LogClock(() -> applied, nanos);

    @Test
    void runs_from_the_last_applied_time_once_the_leader_is_ready() {
        clock.observe(FakeLog.leader(1));
        nanos.advance(Duration.ofMillis(300));

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
    void a_later_term_starts_from_what_was_applied_in_between() {
        clock.observe(FakeLog.leader(1));
        applied = 9_000; // another member led, and stamped
        assertThat(clock.stamp(FakeLog.leader(3))).isEqualTo(9_000);
    }

    @Test
    void only_a_ready_leader_stamps() {
        assertThatThrownBy(() -> clock.stamp(FakeLog.follower(1))).isInstanceOf(IllegalArgumentException.class);
    }
}
