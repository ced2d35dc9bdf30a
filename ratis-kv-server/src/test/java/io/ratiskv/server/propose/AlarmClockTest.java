package io.ratiskv.server.propose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ratiskv.server.fakes.ManualClock;
import io.ratiskv.server.fakes.ManualTimer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class AlarmClockTest {
    private final ManualClock clock = new ManualClock();
    private final ManualTimer timer = new ManualTimer(clock);
    private final AlarmClock alarm = new AlarmClock(timer, clock);
    private final List<Duration> ran = new ArrayList<>();
    private final long begun = clock.getAsLong();

    @Test
    void what_is_due_runs_at_its_moment_and_not_again() {
        runsFromNow();
        alarm.by(in(300));
        timer.pass(Duration.ofMinutes(1));

        assertThat(ran).containsExactly(millis(0), millis(300));
        assertThat(timer.waiting()).isZero();
    }

    @Test
    void the_earliest_moment_counts_whatever_the_order_and_a_later_one_wakes_nobody() {
        runsFromNow();
        alarm.by(in(300));
        alarm.by(in(100));
        alarm.by(in(200));
        timer.pass(Duration.ofMinutes(1));

        assertThat(ran).containsExactly(millis(0), millis(100));
        assertThat(timer.ran()).isEqualTo(2);
    }

    @Test
    void what_is_due_in_a_crowd_is_dealt_with_together() {
        runsFromNow();
        timer.pass(millis(50));
        for (int i = 0; i < 100; i++) {
            alarm.by(clock.getAsLong());
            timer.pass(Duration.ofNanos(100_000));
        }
        timer.pass(Duration.ofMinutes(1));

        assertThat(ran).containsExactly(millis(0), millis(50), millis(55), millis(60));
    }

    @Test
    void a_moment_that_has_passed_is_due_now() {
        runsFromNow();
        timer.pass(millis(50));
        alarm.by(in(-1_000));
        timer.pass(millis(1));

        assertThat(ran).containsExactly(millis(0), millis(50));
    }

    @Test
    void whoever_set_it_before_there_was_a_tick_is_seen_by_the_first() {
        alarm.by(in(1));
        timer.pass(millis(10));
        runsFromNow();
        timer.pass(millis(1));

        assertThat(ran).containsExactly(millis(10));
    }

    @Test
    void a_tick_that_fails_is_tried_again() {
        alarm.runs("do it", () -> {
            ran.add(Duration.ofNanos(clock.getAsLong() - begun));
            if (ran.size() < 3) {
                throw new IllegalStateException("broken on purpose");
            }
        });
        timer.pass(Duration.ofMinutes(1));

        assertThat(ran).containsExactly(millis(0), millis(5), millis(10));
    }

    @Test
    void a_tick_may_set_it_again() {
        alarm.runs("do it", () -> {
            ran.add(Duration.ofNanos(clock.getAsLong() - begun));
            alarm.by(clock.in(millis(50)));
        });
        timer.pass(millis(120));

        assertThat(ran).containsExactly(millis(0), millis(50), millis(100));
    }

    @Test
    void it_does_not_disturb_a_caller_when_the_timer_is_gone() {
        AlarmClock stopped = new AlarmClock(
                (delay, task) -> {
                    throw new RejectedExecutionException("stopped");
                },
                clock);

        stopped.runs("do it", () -> ran.add(Duration.ZERO));
        stopped.by(clock.getAsLong());
        assertThat(ran).isEmpty();
    }

    /** Threads that begin to wait while ticks look around: whoever waits is seen by a tick that is still to come. */
    @Test
    void nobody_is_missed_whenever_it_begins_to_wait() throws InterruptedException {
        ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();
        ConcurrentLinkedQueue<Long> waiting = new ConcurrentLinkedQueue<>();
        AtomicInteger seen = new AtomicInteger();
        AlarmClock real = new AlarmClock(AlarmClock.Scheduler.of(executor), System::nanoTime);
        real.runs("look around", () -> {
            long now = System.nanoTime();
            waiting.removeIf(due -> due - now <= 0 && seen.incrementAndGet() > 0);
            Earliest next = new Earliest();
            waiting.forEach(next::add);
            next.set(real);
        });
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            Thread thread = new Thread(() -> {
                for (int i = 0; i < 20_000; i++) {
                    long due = System.nanoTime() + (i * 7919L) % 2_000_000;
                    waiting.add(due);
                    real.by(due);
                }
            });
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        try {
            await().atMost(Duration.ofSeconds(60)).until(() -> seen.get() == 80_000);
        } finally {
            executor.shutdownNow();
        }
    }

    private void runsFromNow() {
        alarm.runs("do it", () -> ran.add(Duration.ofNanos(clock.getAsLong() - begun)));
        timer.pass(Duration.ZERO);
    }

    private long in(long millis) {
        return clock.in(millis(millis));
    }

    private static Duration millis(long millis) {
        return Duration.ofMillis(millis);
    }
}
