package io.ratiskv.server.propose;

import static io.ratiskv.server.fakes.Outcomes.put;
import static org.assertj.core.api.Assertions.assertThat;

import io.ratiskv.server.fakes.FakeLog;
import io.ratiskv.server.fakes.ManualClock;
import io.ratiskv.server.fakes.ManualTimer;
import io.ratiskv.server.fakes.Outcomes;
import io.ratiskv.server.fakes.TaskQueue;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LeaseExpirerTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final FakeLog log = new FakeLog();
    private final ManualClock nanos = new ManualClock();
    private final TaskQueue propose = new TaskQueue();
    private final Outcomes outcomes = new Outcomes();
    private long applied = 1_000;
    private long deadline = Long.MAX_VALUE;
    private final LogClock clock = new LogClock(() -> applied, nanos);
    private final WriteBatcher batcher = new WriteBatcher(log, clock, BatchLimits.defaults(), propose, nanos);
    private final ManualTimer timer = new ManualTimer(nanos);
    private final AlarmClock alarm = new AlarmClock(timer, nanos);
    private final LeaseExpirer expirer =
            new LeaseExpirer(batcher, clock, log::status, () -> deadline, () -> applied, nanos, alarm);

    @BeforeEach
    void start() {
        batcher.tick(); // the clock runs from the first look on
    }

    @Test
    void nothing_is_proposed_before_a_lease_is_due() {
        deadline = 1_100;
        passes(99);
        assertThat(log.proposals()).isEmpty();

        passes(1);
        assertThat(log.batchSizes()).containsExactly(0);
        assertThat(log.proposal(0).batch().getLogTimeMs()).isEqualTo(1_100);
    }

    @Test
    void one_is_under_way_at_a_time_and_the_next_follows_at_once_while_more_are_due() {
        deadline = 1_010;
        passes(50);
        assertThat(log.batchSizes()).containsExactly(0);

        log.proposal(0).commit(); // and the next lease has the same deadline
        propose.runAll();
        assertThat(log.batchSizes()).containsExactly(0, 0);

        deadline = Long.MAX_VALUE;
        log.proposal(1).commit();
        propose.runAll();
        assertThat(log.batchSizes()).containsExactly(0, 0);
    }

    @Test
    void followers_are_told_of_the_last_end() {
        deadline = 1_010;
        passes(10);
        deadline = Long.MAX_VALUE;
        log.proposal(0).commit();
        passes(30);

        assertThat(log.batchSizes()).as("the end, and the nudge").containsExactly(0, 0);
    }

    @Test
    void writes_that_wait_bring_it_about_themselves() {
        deadline = 1_010;
        nanos.advance(Duration.ofMillis(10));
        batcher.submit(put("a"), nanos.in(PATIENCE), outcomes.of("a"));
        expirer.tick();
        propose.runAll();

        assertThat(log.batchSizes()).containsExactly(1);
    }

    @Test
    void writes_go_first_when_there_is_no_room() {
        for (int i = 0; i < 4; i++) {
            nanos.advance(BatchLimits.defaults().besideAfter());
            batcher.submit(put("f" + i), nanos.in(PATIENCE), outcomes.of("f" + i));
            propose.runAll();
        }
        deadline = 1_090;
        passes(20);
        batcher.submit(put("a"), nanos.in(PATIENCE), outcomes.of("a"));
        propose.runAll();
        assertThat(log.batchSizes()).containsExactly(1, 1, 1, 1);

        nanos.advance(BatchLimits.defaults().besideAfter());
        log.proposal(0).commit();
        propose.runAll();
        assertThat(log.batchSizes()).as("one entry for both").containsExactly(1, 1, 1, 1, 1);
    }

    @Test
    void a_follower_proposes_nothing() {
        log.become(FakeLog.follower(2));
        deadline = 10;
        passes(500);

        assertThat(log.proposals()).isEmpty();
    }

    @Test
    void after_a_failure_the_next_tick_tries_again() {
        deadline = 1_010;
        passes(10);
        log.proposal(0).fail(new NotAppendedException(NotAppendedException.Reason.OVERLOADED, "full"));
        propose.runAll();
        assertThat(log.proposals()).hasSize(1);

        passes(5);
        assertThat(log.proposals()).hasSize(2);
    }

    @Test
    void losing_the_lead_or_closing_ends_the_wait_for_a_batch() {
        deadline = 1_010;
        nanos.advance(Duration.ofMillis(10));
        expirer.tick();
        log.become(FakeLog.follower(2));
        propose.runAll();
        assertThat(log.proposals()).isEmpty();

        CompletableFuture<Boolean> waits = batcher.passTime();
        assertThat(waits).isNotCompleted();
        batcher.close();
        assertThat(waits).isCompletedWithValue(false);
        assertThat(batcher.passTime()).isCompletedWithValue(false);
    }

    @Test
    void time_is_written_down_now_and_then_while_there_are_leases() {
        passes(5_000);
        assertThat(log.proposals()).as("without leases").isEmpty();

        deadline = 1_000_000;
        long from = applied;
        for (int i = 0; i < 3; i++) {
            passes(2 * LeaseExpirer.WRITTEN_EVERY.toMillis());
            assertThat(log.proposals()).hasSize(i + 1);
            applied = log.proposal(i).batch().getLogTimeMs();
            log.proposal(i).commit();
            propose.runAll();
            assertThat(log.proposals()).as("nothing follows by itself").hasSize(i + 1);
        }
        assertThat(applied).isGreaterThan(from + 2 * LeaseExpirer.WRITTEN_EVERY.toMillis());
    }

    @Test
    void a_lease_ends_at_its_moment_between_two_looks() {
        alarm.runs("tick", () -> {
            expirer.tick();
            propose.runAll();
        });
        deadline = 1_113;
        for (int i = 0; i < 5; i++) {
            timer.pass(LeaseExpirer.LOOK_EVERY);
            expirer.tick();
            propose.runAll();
        }
        timer.pass(Duration.ofMillis(12));
        assertThat(log.proposals()).isEmpty();

        timer.pass(Duration.ofMillis(1));
        assertThat(log.batchSizes()).containsExactly(0);
        assertThat(log.proposal(0).batch().getLogTimeMs()).isEqualTo(1_113);
    }

    private void passes(long millis) {
        for (long left = millis; left > 0; left -= 5) {
            nanos.advance(Duration.ofMillis(Math.min(5, left)));
            batcher.tick();
            expirer.tick();
            propose.runAll();
        }
    }
}
