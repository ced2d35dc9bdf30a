package io.ratiskv.client;

import static io.ratiskv.client.Lease.State.ALIVE;
import static io.ratiskv.client.Lease.State.AT_RISK;
import static io.ratiskv.client.Lease.State.CLOSED;
import static io.ratiskv.client.Lease.State.LOST;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;

/** What the client believes of its leases, and when it asks; time passes when the test says so. */
class LeaseKeeperTest {
    private static final Duration TTL = Duration.ofSeconds(3);

    private final ManualWorld world = new ManualWorld();
    private final LeaseKeeper keeper = new LeaseKeeper(world, () -> world.nanos, new SplittableRandom(7));
    private final List<Lease.State> told = new ArrayList<>();

    /** A clock, timers, and requests that the test answers. */
    private static final class ManualWorld implements LeaseKeeper.World {
        record Timer(long atNanos, Runnable task) {}

        record Asked(List<Long> ids, Duration deadline, CompletableFuture<List<Duration>> answer) {}

        private final PriorityQueue<Timer> timers = new PriorityQueue<>(Comparator.comparingLong(Timer::atNanos));
        private final List<Asked> asked = new ArrayList<>();
        private final List<Long> revoked = new ArrayList<>();
        private long nanos = Long.MAX_VALUE - Duration.ofSeconds(1).toNanos();

        @Override
        public CompletableFuture<List<Duration>> keepAlive(List<Long> ids, Duration deadline) {
            Asked request = new Asked(ids, deadline, new CompletableFuture<>());
            asked.add(request);
            return request.answer();
        }

        @Override
        public void revoke(long id) {
            revoked.add(id);
        }

        @Override
        public void after(long delay, Runnable task) {
            timers.add(new Timer(nanos + delay - Long.MIN_VALUE, task));
        }

        @Override
        public Executor listeners() {
            return Runnable::run;
        }

        /** Lets time pass, and what is due in it happen. */
        void pass(Duration time) {
            long end = nanos + time.toNanos();
            while (!timers.isEmpty() && timers.element().atNanos() + Long.MIN_VALUE - end <= 0) {
                Timer timer = timers.remove();
                nanos = Math.max(0, timer.atNanos() + Long.MIN_VALUE - nanos) + nanos;
                timer.task().run();
            }
            nanos = end;
        }

        /** Time passes, and nothing gets to run. */
        void stall(Duration time) {
            nanos += time.toNanos();
        }

        Asked last() {
            return asked.get(asked.size() - 1);
        }

        void answerLast() {
            last().answer().complete(last().ids().stream().map(id -> TTL).toList());
        }
    }

    private Lease granted(long id) {
        return keeper.keep(id, TTL, world.nanos);
    }

    @Test
    void it_is_asked_for_at_a_third_of_its_time_and_lives_on() {
        Lease lease = granted(1);
        world.pass(Duration.ofMillis(890));
        assertThat(world.asked).isEmpty();
        world.pass(Duration.ofMillis(110));
        assertThat(world.asked).hasSize(1);
        assertThat(world.last().ids()).containsExactly(1L);
        for (int i = 0; i < 20; i++) {
            world.answerLast();
            world.pass(Duration.ofSeconds(1));
        }
        assertThat(lease.state()).isEqualTo(ALIVE);
        assertThat(world.asked).hasSizeBetween(19, 24);
    }

    /** The store counts in whole milliseconds: its time to live of 3 s may end one before. */
    @Test
    void without_an_answer_it_is_at_risk_a_fifth_before_its_end_and_then_lost_a_millisecond_early() {
        Lease lease = granted(1);
        lease.onState(told::add);
        world.pass(Duration.ofMillis(2_398));
        assertThat(lease.state()).isEqualTo(ALIVE);
        assertThat(lease.remaining()).isEqualTo(Duration.ofMillis(601));
        world.pass(Duration.ofMillis(1));
        assertThat(told).containsExactly(ALIVE, AT_RISK);
        world.pass(Duration.ofMillis(600));
        assertThat(told).containsExactly(ALIVE, AT_RISK, LOST);
        assertThat(lease.remaining()).isZero();
    }

    @Test
    void its_time_counts_from_when_the_answered_request_was_sent() {
        Lease lease = granted(1);
        world.pass(Duration.ofSeconds(1));
        // Sent by now; the answer takes 1.3 s.
        world.pass(Duration.ofMillis(1_300));
        world.answerLast();
        assertThat(lease.remaining()).isBetween(Duration.ofMillis(1_590), Duration.ofMillis(1_700));
        // And so it is due again at once.
        world.pass(Duration.ofMillis(2));
        assertThat(world.asked).hasSize(2);
    }

    @Test
    void an_answer_in_time_makes_it_safe_again() {
        Lease lease = granted(1);
        lease.onState(told::add);
        world.pass(Duration.ofMillis(2_500));
        world.answerLast();
        assertThat(told).containsExactly(ALIVE, AT_RISK, ALIVE);
    }

    @Test
    void an_answer_after_its_end_does_not_bring_it_back() {
        Lease lease = granted(1);
        world.pass(Duration.ofSeconds(2));
        world.stall(Duration.ofSeconds(1));
        // Asked for 2 s ago, answered, and read too late: by the store's clock it lives for another second.
        world.answerLast();
        assertThat(lease.state()).isEqualTo(LOST);
        world.pass(Duration.ofMinutes(1));
        assertThat(lease.state()).isEqualTo(LOST);
        assertThat(world.asked).hasSize(1);
    }

    @Test
    void who_wakes_after_a_pause_knows_before_anything_else_ran() {
        Lease lease = granted(1);
        lease.onState(told::add);
        world.stall(Duration.ofSeconds(3));
        assertThat(lease.state()).isEqualTo(LOST);
        assertThat(told).containsExactly(ALIVE, LOST);
    }

    @Test
    void it_is_lost_at_once_when_the_store_has_it_no_more() {
        Lease lease = granted(1);
        lease.onState(told::add);
        world.pass(Duration.ofSeconds(1));
        world.last().answer().complete(List.of(Duration.ZERO));
        assertThat(told).containsExactly(ALIVE, LOST);
        assertThat(lease.remaining()).isZero();
    }

    @Test
    void it_is_lost_when_the_id_is_somebody_elses_now() {
        Lease lease = granted(1);
        world.pass(Duration.ofSeconds(1));
        world.last().answer().complete(List.of(TTL.plusMillis(1)));
        assertThat(lease.state()).isEqualTo(LOST);
    }

    @Test
    void it_is_asked_for_again_and_again_until_its_end() {
        Lease lease = granted(1);
        for (int i = 0; i < 40 && lease.state() != LOST; i++) {
            world.pass(Duration.ofMillis(100));
            if (!world.asked.isEmpty() && !world.last().answer().isDone()) {
                world.last()
                        .answer()
                        .completeExceptionally(new UnavailableException("nobody answers", List.of(), null));
            }
        }
        int asked = world.asked.size();
        assertThat(asked).isBetween(8, 25);
        world.pass(Duration.ofSeconds(10));
        assertThat(world.asked).hasSize(asked);
    }

    @Test
    void a_request_ends_in_time_for_another_one() {
        granted(1);
        keeper.keep(2, Duration.ofHours(24), world.nanos);
        world.pass(Duration.ofSeconds(1));
        assertThat(world.last().deadline()).isEqualTo(TTL.dividedBy(3));
        world.answerLast();
        world.pass(Duration.ofHours(8));
        assertThat(world.asked).anyMatch(asked -> asked.deadline().equals(Duration.ofSeconds(10)));
    }

    @Test
    void those_that_are_due_about_the_same_time_go_in_one_request() {
        granted(1);
        world.pass(Duration.ofMillis(300));
        granted(2);
        world.pass(Duration.ofMillis(690));
        assertThat(world.asked)
                .singleElement()
                .satisfies(asked -> assertThat(asked.ids()).containsExactly(1L, 2L));
    }

    @Test
    void no_request_names_more_than_a_thousand() {
        for (long id = 1; id <= 2_500; id++) {
            granted(id);
        }
        world.pass(Duration.ofSeconds(1));
        assertThat(world.asked.stream().map(asked -> asked.ids().size())).containsExactly(1_000, 1_000, 500);
    }

    @Test
    void a_listener_that_fails_keeps_nothing_from_the_others() {
        Thread thread = Thread.currentThread();
        List<Throwable> uncaught = new ArrayList<>();
        thread.setUncaughtExceptionHandler((where, failure) -> uncaught.add(failure));
        Lease lease = granted(1);
        lease.onState(state -> {
            throw new IllegalStateException("theirs");
        });
        lease.onState(told::add);
        world.pass(TTL);
        assertThat(told).containsExactly(ALIVE, AT_RISK, LOST);
        assertThat(uncaught)
                .hasSize(3)
                .allSatisfy(failure -> assertThat(failure).hasMessage("theirs"));
        thread.setUncaughtExceptionHandler(null);
    }

    @Test
    void a_listener_that_ends_in_an_error_keeps_nothing_from_the_others() {
        Thread thread = Thread.currentThread();
        List<Throwable> uncaught = new ArrayList<>();
        thread.setUncaughtExceptionHandler((where, failure) -> uncaught.add(failure));
        Lease lease = granted(1);
        lease.onState(state -> {
            throw new AssertionError("theirs");
        });
        lease.onState(told::add);
        world.pass(TTL);
        assertThat(told).containsExactly(ALIVE, AT_RISK, LOST);
        assertThat(uncaught).hasSize(3).hasOnlyElementsOfType(AssertionError.class);
        thread.setUncaughtExceptionHandler(null);
    }

    @Test
    void a_listener_may_wait_for_another_thread_that_asks_the_lease() {
        Lease lease = granted(1);
        List<Lease.State> seen = new ArrayList<>();
        // Told on the thread that finds out: it must hold nothing by then that the other thread needs.
        lease.onState(state -> seen.add(CompletableFuture.supplyAsync(lease::state)
                .orTimeout(5, SECONDS)
                .join()));
        world.pass(TTL);
        assertThat(seen).containsExactly(ALIVE, AT_RISK, LOST);
    }

    @Test
    void who_is_told_at_once_is_told_before_all_others_of_all_leases() {
        List<String> order = new ArrayList<>();
        Lease one = granted(1);
        Lease two = granted(2);
        one.onState(state -> order.add("one " + state));
        one.onStateAtOnce(state -> order.add("one at once " + state));
        two.onStateAtOnce(state -> order.add("two at once " + state));
        order.clear();
        world.pass(TTL.multipliedBy(4).dividedBy(5));
        assertThat(order).containsExactly("one at once AT_RISK", "two at once AT_RISK", "one AT_RISK");
    }

    @Test
    void a_listener_may_close_leases_from_within() {
        Lease one = granted(1);
        Lease two = granted(2);
        one.onState(state -> {
            if (state == AT_RISK) {
                two.close();
                one.close();
            }
        });
        world.pass(TTL);
        assertThat(one.state()).isEqualTo(CLOSED);
        assertThat(two.state()).isEqualTo(CLOSED);
    }

    @Test
    void closing_revokes_and_abandoning_does_not() {
        Lease closed = granted(1);
        Lease abandoned = granted(2);
        abandoned.onState(told::add);
        closed.close();
        closed.close();
        abandoned.abandon();
        assertThat(world.revoked).containsExactly(1L);
        assertThat(closed.state()).isEqualTo(CLOSED);
        assertThat(told).containsExactly(ALIVE, CLOSED);
        world.pass(Duration.ofMinutes(1));
        assertThat(world.asked).isEmpty();
    }

    @Test
    void one_that_was_lost_stays_lost_but_its_keys_go_when_it_is_closed() {
        Lease lease = granted(1);
        world.pass(TTL);
        lease.close();
        assertThat(lease.state()).isEqualTo(LOST);
        assertThat(world.revoked).containsExactly(1L);
    }

    @Test
    void a_closed_keeper_takes_nothing_and_names_what_is_to_be_revoked() {
        Lease one = granted(1);
        granted(2).close();
        assertThat(keeper.close()).containsExactly(1L);
        assertThat(one.state()).isEqualTo(CLOSED);
        assertThatThrownBy(() -> granted(3)).isInstanceOf(ClientClosedException.class);
    }
}
