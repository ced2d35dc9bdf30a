package io.ratiskv.server.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratiskv.server.fakes.ManualClock;
import io.ratiskv.server.fakes.RecordedAlarm;
import io.ratiskv.server.propose.Alarm;
import io.ratiskv.server.propose.Earliest;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class AppliedIndexWaitersTest {
    private final ManualClock clock = new ManualClock();
    private final RecordedAlarm alarm = new RecordedAlarm();
    private final AppliedIndexWaiters waiters = new AppliedIndexWaiters(3, 10, alarm);

    @Test
    void what_is_reached_needs_no_waiting() {
        assertThat(await(10)).isCompleted();
    }

    @Test
    void those_whose_target_is_reached_go_on_and_the_others_stay() {
        CompletableFuture<Void> near = await(12);
        CompletableFuture<Void> far = await(20);
        waiters.advance(11);
        assertThat(near).isNotDone();
        waiters.advance(15);

        assertThat(near).isCompleted();
        assertThat(far).isNotDone();
        waiters.advance(20);
        assertThat(far).isCompleted();
        assertThat(waiters.waiting()).isZero();
    }

    @Test
    void going_back_changes_nothing() {
        waiters.advance(15);
        waiters.advance(11);

        assertThat(waiters.reached()).isEqualTo(15);
        assertThat(await(15)).isCompleted();
    }

    @Test
    void a_wait_ends_at_its_deadline() {
        CompletableFuture<Void> wait = await(99);
        clock.advance(Duration.ofSeconds(1));
        waiters.tick(clock.getAsLong(), new Earliest());

        assertThat(wait).isCompletedExceptionally();
        assertThat(waiters.waiting()).isZero();
    }

    @Test
    void only_a_wait_is_looked_at_again_at_its_deadline() {
        await(10);
        assertThat(alarm.moments()).isEmpty();
        await(99);
        assertThat(alarm.moments()).containsExactly(clock.in(Duration.ofSeconds(1)));
    }

    @Test
    void there_are_no_more_waiters_than_the_bound() {
        await(20);
        await(20);
        await(20);

        assertThat(await(20)).isCompletedExceptionally();
        assertThat(waiters.waiting()).isEqualTo(3);
    }

    @Test
    void nobody_is_forgotten_between_looking_and_registering() throws Exception {
        AppliedIndexWaiters raced = new AppliedIndexWaiters(10, 0, Alarm.NONE);
        int last = 20_000;
        AtomicInteger turn = new AtomicInteger();
        Thread apply = new Thread(() -> {
            for (int i = 1; i <= last; i++) {
                while (turn.get() < i) {
                    Thread.onSpinWait();
                }
                raced.advance(i);
            }
        });
        apply.setDaemon(true);
        apply.start();
        for (int i = 1; i <= last; i++) {
            turn.set(i); // from here on both run for the same number, which is reached only once
            raced.await(i, clock.in(Duration.ofHours(1))).get(10, TimeUnit.SECONDS);
        }
    }

    private CompletableFuture<Void> await(long target) {
        return waiters.await(target, clock.in(Duration.ofSeconds(1)));
    }
}
