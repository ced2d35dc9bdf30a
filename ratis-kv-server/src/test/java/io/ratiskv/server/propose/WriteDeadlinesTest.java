package io.ratiskv.server.propose;

import static io.ratiskv.server.fakes.Outcomes.put;
import static org.assertj.core.api.Assertions.assertThat;

import io.ratiskv.server.fakes.ManualClock;
import io.ratiskv.server.fakes.Outcomes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What writes hear when their time is over, and for when the alarm is set on their behalf. */
class WriteDeadlinesTest {
    private static final Duration SOON = Duration.ofMillis(700);
    private static final Duration LATER = Duration.ofSeconds(3);

    private final ManualClock clock = new ManualClock();
    private final Outcomes outcomes = new Outcomes();
    private final WaitingWrites waiting = new WaitingWrites(1 << 20, 100);
    private final InFlightWindow window = new InFlightWindow(4);
    private final WriteDeadlines deadlines = new WriteDeadlines(waiting, window);

    @Test
    void who_waits_hears_that_nothing_was_done_and_who_is_in_flight_that_nobody_knows() {
        waits("in flight", SOON);
        InFlightWindow.Flight flight = window.open(waiting.poll(1 << 20, 100), clock.getAsLong());
        waits("waits", SOON);
        waits("patient", LATER);
        clock.advance(SOON);
        deadlines.pass(clock.getAsLong());

        assertThat(outcomes.heard("in flight")).containsExactly("OUTCOME_UNKNOWN");
        assertThat(outcomes.heard("waits")).containsExactly("DEADLINE_EXCEEDED");
        assertThat(outcomes.heard("patient")).isEmpty();
        assertThat(waiting.size()).isOne();
        assertThat(window.close(flight)).as("the entry kept its place").isTrue();
    }

    @Test
    void who_is_late_when_an_entry_is_made_is_left_out_and_no_longer_pending() {
        waits("late", SOON);
        waits("in time", LATER);
        clock.advance(SOON);
        List<PendingWrite> polled = waiting.poll(1 << 20, 100);

        assertThat(deadlines.shed(polled, clock.getAsLong())).containsExactly(polled.get(1));
        assertThat(outcomes.heard("late")).containsExactly("DEADLINE_EXCEEDED");
        assertThat(outcomes.heard("in time")).isEmpty();
        assertThat(waiting.pendingCommands()).isOne();
    }

    @Test
    void the_alarm_is_for_the_first_of_those_that_have_not_heard() {
        waits("late", SOON);
        waits("patient", LATER);
        window.open(waiting.poll(1 << 20, 1), clock.getAsLong());
        assertThat(due()).containsExactly(SOON);

        clock.advance(SOON);
        deadlines.pass(clock.getAsLong());
        assertThat(due()).containsExactly(LATER.minus(SOON));
    }

    @Test
    void a_batch_sets_the_alarm_for_its_first_and_an_empty_one_for_nobody() {
        List<Duration> alarms = new ArrayList<>();
        Alarm alarm = moment -> alarms.add(Duration.ofNanos(moment - clock.getAsLong()));
        waits("patient", LATER);
        waits("hasty", SOON);

        WriteDeadlines.setAlarm(waiting.poll(1 << 20, 100), alarm);
        WriteDeadlines.setAlarm(List.of(), alarm);
        assertThat(alarms).containsExactly(SOON);
    }

    private void waits(String name, Duration patience) {
        PendingWrite write = new PendingWrite(put(name), clock.getAsLong(), clock.in(patience), outcomes.of(name));
        assertThat(waiting.offer(write)).isTrue();
    }

    private List<Duration> due() {
        List<Duration> added = new ArrayList<>();
        Earliest due = new Earliest();
        deadlines.addTo(due);
        due.set(moment -> added.add(Duration.ofNanos(moment - clock.getAsLong())));
        return added;
    }
}
