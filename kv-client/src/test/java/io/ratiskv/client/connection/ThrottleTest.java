package io.ratiskv.client.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.ratiskv.client.Outcome;
import io.ratiskv.client.OverloadedException;
import io.ratiskv.client.Throttling;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** A hundred steps of 10 ms are a window; time passes only here. */
class ThrottleTest {
    private static final long STEP_NANOS = Duration.ofMillis(10).toNanos();
    private static final int WINDOW = 100;

    private long nowNanos;
    private final Throttle throttle =
            new Throttle(new Throttling(1.2, Duration.ofSeconds(1)), () -> nowNanos, new SplittableRandom(1));

    @Test
    void while_members_take_everything_everything_is_sent() {
        assertThat(sent(10 * WINDOW, 50, 1_000)).isEqualTo(10 * WINDOW * 50);
    }

    @Test
    void a_stalled_disk_which_answers_nobody_holds_nothing_back() {
        int through = 0;
        for (int i = 0; i < 10 * WINDOW; i++) {
            through += let(50);
            nowNanos += STEP_NANOS;
        }
        assertThat(through).isEqualTo(10 * WINDOW * 50);
    }

    @Test
    void of_three_times_what_members_take_a_fifth_more_than_they_take_is_sent() {
        sent(3 * WINDOW, 30, 10);

        assertThat(sent(5 * WINDOW, 30, 10)).isBetween(5 * WINDOW * 11, 5 * WINDOW * 14);
    }

    @Test
    void when_all_are_refused_one_in_twenty_still_goes() {
        sent(3 * WINDOW, 40, 0);

        assertThat(sent(10 * WINDOW, 40, 0)).isBetween(10 * WINDOW * 3 / 2, 10 * WINDOW * 3);
    }

    @Test
    void after_a_stall_everything_is_sent_again_within_a_third_of_a_second() {
        sent(3 * WINDOW, 30, 0);
        sent(WINDOW * 3 / 10, 30, 1_000);

        assertThat(sent(WINDOW, 30, 1_000)).isEqualTo(WINDOW * 30);
    }

    @Test
    void when_members_can_do_twice_as_much_it_is_used_within_two_windows() {
        sent(3 * WINDOW, 30, 5);
        sent(2 * WINDOW, 30, 10);

        assertThat(sent(2 * WINDOW, 30, 10)).isGreaterThan(2 * WINDOW * 10);
    }

    @Test
    void who_asks_little_is_never_held_back() {
        // Ten in a window.
        assertThat(sentEvery(10, 30)).isEqualTo(30);
    }

    @Test
    void what_is_held_back_was_not_applied_and_is_told_when_members_want_to_be_asked_again() {
        sent(WINDOW, 40, 0);
        throttle.refused(700);

        OverloadedException held = null;
        while (held == null) {
            held = catchThrowableOfType(OverloadedException.class, throttle::enter);
        }

        assertThat(held.outcome()).isEqualTo(Outcome.NOT_APPLIED);
        assertThat(held.retryable()).isTrue();
        assertThat(held.retryAfter()).isEqualTo(Duration.ofMillis(700));
        assertThat(held.getStackTrace()).isEmpty();
    }

    @Test
    void switched_off_it_holds_nothing_back() {
        Throttle off = new Throttle(null, () -> nowNanos, new SplittableRandom(1));
        for (int i = 0; i < 1_000; i++) {
            assertThatCode(off::enter).doesNotThrowAnyException();
            off.refused(0);
        }
    }

    /** One call every so many steps, each of them refused. */
    private int sentEvery(int steps, int calls) {
        int through = 0;
        for (int i = 0; i < calls; i++) {
            through += sent(1, 1, 0);
            nowNanos += STEP_NANOS * (steps - 1);
        }
        return through;
    }

    /** Steps in each of which so many are wanted, and members take so many at most; answers how many were sent. */
    private int sent(int steps, int wanted, int takenMax) {
        int total = 0;
        for (int i = 0; i < steps; i++) {
            int through = let(wanted);
            for (int refused = takenMax; refused < through; refused++) {
                throttle.refused(0);
            }
            total += through;
            nowNanos += STEP_NANOS;
        }
        return total;
    }

    private int let(int wanted) {
        int through = 0;
        for (int i = 0; i < wanted; i++) {
            try {
                throttle.enter();
                through++;
            } catch (OverloadedException held) {
                assertThat(held).hasMessageContaining("this client sends only as many as they take");
            }
        }
        return through;
    }
}
