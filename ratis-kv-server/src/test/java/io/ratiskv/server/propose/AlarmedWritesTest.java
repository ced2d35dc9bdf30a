package io.ratiskv.server.propose;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratiskv.server.command.LogFormats;
import io.ratiskv.server.fakes.FakeLog;
import io.ratiskv.server.fakes.ManualTimer;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** Writes whose batcher is ticked by nobody but its alarm: everything happens as soon as it is due, and no later. */
class AlarmedWritesTest extends BatchedWrites {
    private static final Duration LATE_MAX = AlarmClock.PACE;

    private final ManualTimer timer = new ManualTimer(clock);

    AlarmedWritesTest() {
        useAlarm(limits(8, 4, 64 << 20, true));
        pass(Duration.ofMillis(50));
    }

    @Test
    void an_idle_batcher_wakes_nobody() {
        pass(Duration.ofSeconds(1));
        submit("a");
        pass(Duration.ofMillis(2));
        log.proposal(0).commit();
        pass(Duration.ofMillis(50)); // followers are nudged
        log.proposal(1).commit();
        pass(PATIENCE.multipliedBy(2));
        int before = timer.ran();

        pass(Duration.ofHours(1));
        assertThat(timer.ran()).isEqualTo(before);
        assertThat(log.batchSizes()).containsExactly(1, 0);
    }

    @Test
    void a_lone_writer_wakes_the_timer_seldom() {
        int before = timer.ran();
        for (int i = 0; i < 1_000; i++) {
            submit("k");
            pass(Duration.ofMillis(2));
            log.proposal(i).commit();
        }
        assertThat(log.proposals()).hasSize(1_000);
        assertThat(timer.ran() - before).as("two seconds").isLessThan(200);
    }

    @Test
    void writes_hear_at_their_deadlines_before_and_after_they_were_proposed() {
        submit("proposed");
        propose.runAll();
        submit("waits");
        pass(PATIENCE.minusMillis(1));
        assertThat(outcomes.heard("proposed")).isEmpty();

        pass(LATE_MAX.plusMillis(1));
        assertThat(outcomes.heard("proposed")).containsExactly("OUTCOME_UNKNOWN");
        assertThat(outcomes.heard("waits")).isNotEmpty();
    }

    @Test
    void what_waits_behind_an_entry_goes_when_that_is_old_enough() {
        submit("first");
        propose.runAll();
        pass(Duration.ofMillis(10));
        submit("second");
        pass(Duration.ofMillis(9));
        assertThat(log.batchSizes()).containsExactly(1);

        pass(LATE_MAX.plusMillis(1));
        assertThat(log.batchSizes()).containsExactly(1, 1);
    }

    @Test
    void a_leader_that_becomes_ready_is_found_out() {
        log.become(new LogStatus(LogStatus.Role.LEADER, 2, false, "n1", "host1:7100", 0, 0));
        submit("a");
        pass(Duration.ofMillis(100));
        assertThat(log.proposals()).isEmpty();

        log.become(FakeLog.leader(2));
        pass(LATE_MAX);
        assertThat(log.batchSizes()).containsExactly(1);
    }

    @Test
    void followers_are_nudged_when_a_member_is_said_to_lag() {
        batcher.nudge();
        pass(Duration.ofMillis(15).plus(LATE_MAX));
        assertThat(log.batchSizes()).containsExactly(0);
    }

    /** Whatever comes in whatever order: nothing waits longer than its deadline, or than the entry before it allows. */
    @RepeatedTest(50)
    void nothing_waits_longer_than_it_may() {
        long seed = ThreadLocalRandom.current().nextLong();
        Random random = new Random(seed);
        int submitted = 0;
        int settled = 0;
        long newestBegun = clock.getAsLong();
        for (int i = 0; i < 400; i++) {
            int proposed = log.proposals().size();
            switch (random.nextInt(4)) {
                case 0, 1 -> {
                    submit("k" + i);
                    submitted++;
                }
                case 2 -> {
                    if (settled < log.proposals().size()) {
                        log.proposal(settled++).commit();
                    }
                }
                default -> pass(Duration.ofMillis(random.nextInt(40)));
            }
            pass(Duration.ofMillis(1));
            if (log.proposals().size() > proposed) {
                newestBegun = clock.getAsLong();
            }
            int inFlight = log.proposals().size() - settled;
            boolean old = clock.getAsLong() - newestBegun
                    > BESIDE_AFTER.plus(LATE_MAX).toNanos();
            assertThat(waiting() > 0 && (inFlight == 0 || (inFlight < 4 && old)))
                    .as("seed %d, step %d: %d writes wait beside an old entry", seed, i, waiting())
                    .isFalse();
        }
        pass(PATIENCE.plus(LATE_MAX));
        assertThat(outcomes.count())
                .as("seed %d: all have heard by their deadlines", seed)
                .isEqualTo(submitted);
    }

    private int waiting() {
        int inFlight = log.proposals().stream()
                .filter(p -> !p.outcome().isDone())
                .mapToInt(p -> p.batch().getCommandsCount())
                .sum();
        return batcher.pendingCommands() - inFlight;
    }

    private void useAlarm(BatchLimits limits) {
        AlarmClock alarm = new AlarmClock(timer, clock);
        batcher = new WriteBatcher(
                log,
                new LogClock(() -> appliedLogTime, clock),
                limits,
                propose,
                clock,
                WriteObserver.NONE,
                FormatGate.open(LogFormats.OURS),
                alarm);
        alarm.runs("tick", () -> {
            batcher.tick();
            propose.runAll();
        });
    }

    private void pass(Duration time) {
        propose.runAll();
        timer.pass(time);
    }
}
