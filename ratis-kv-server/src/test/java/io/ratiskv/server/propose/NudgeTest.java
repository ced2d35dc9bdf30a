package io.ratiskv.server.propose;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratiskv.server.fakes.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When an idle leader owes its followers an empty entry, and until when it waits with it. */
class NudgeTest {
    private static final Duration AFTER = BatchLimits.defaults().nudgeAfter();

    private final ManualClock clock = new ManualClock();
    private final List<Duration> alarms = new ArrayList<>();
    private final Nudge nudge = nudge(true);

    @Test
    void what_was_applied_is_owed_after_a_while_of_idleness() {
        nudge.settled(true, now());
        nudge.setAlarm();
        assertThat(alarms).containsExactly(AFTER);
        assertThat(due()).as("not yet").containsExactly(AFTER);

        clock.advance(AFTER.minusNanos(1));
        assertThat(nudge.isDue(now())).isFalse();
        clock.advance(Duration.ofNanos(1));
        assertThat(nudge.isDue(now())).isTrue();
        assertThat(due()).as("no alarm for what is due already").isEmpty();
    }

    @Test
    void the_next_write_begins_the_wait_anew() {
        nudge.settled(true, now());
        clock.advance(AFTER);
        nudge.settled(true, now());
        assertThat(nudge.isDue(now())).isFalse();
    }

    @Test
    void nothing_is_owed_for_what_failed_nor_after_it_was_given() {
        nudge.settled(true, now());
        nudge.settled(false, now());
        clock.advance(AFTER);
        assertThat(nudge.isDue(now())).isFalse();

        nudge.settled(true, now());
        nudge.given();
        nudge.setAlarm();
        clock.advance(AFTER);
        assertThat(nudge.isDue(now())).isFalse();
        assertThat(alarms).isEmpty();
    }

    @Test
    void who_asks_again_and_again_does_not_put_it_off() {
        nudge.ask(now());
        clock.advance(AFTER);
        nudge.ask(now());
        assertThat(nudge.isDue(now())).isTrue();
        assertThat(alarms).containsExactly(AFTER, Duration.ZERO);
    }

    @Test
    void one_that_is_not_wanted_after_writes_is_given_to_who_asks() {
        Nudge unwanted = nudge(false);
        unwanted.settled(true, now());
        clock.advance(AFTER);
        assertThat(unwanted.isDue(now())).isFalse();

        unwanted.ask(now());
        clock.advance(AFTER);
        assertThat(unwanted.isDue(now())).isTrue();
    }

    private long now() {
        return clock.getAsLong();
    }

    private List<Duration> due() {
        List<Duration> added = new ArrayList<>();
        Earliest due = new Earliest();
        nudge.addTo(due, now());
        due.set(moment -> added.add(fromNow(moment)));
        return added;
    }

    private Nudge nudge(boolean wanted) {
        return new Nudge(BatchedWrites.limits(8, 1 << 20, wanted), moment -> alarms.add(fromNow(moment)));
    }

    private Duration fromNow(long moment) {
        return Duration.ofNanos(moment - now());
    }
}
