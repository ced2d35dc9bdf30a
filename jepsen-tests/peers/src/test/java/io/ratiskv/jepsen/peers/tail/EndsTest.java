package io.ratiskv.jepsen.peers.tail;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratiskv.client.OverloadedException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class EndsTest {
    private static final long MS = 1_000_000;

    private final OverloadedException overloaded = new OverloadedException("too much", Duration.ZERO, List.of(), null);
    private final Ends ends = new Ends();

    @Test
    void the_longest_stall_may_be_the_one_that_is_open_when_the_window_ends() {
        ends.begin(0);
        ends.ended(0, 10 * MS, null);
        ends.ended(0, 40 * MS, null);
        assertThat(ends.longestStallMillis()).isEqualTo(30);
        ends.end(100 * MS);
        assertThat(ends.longestStallMillis()).isEqualTo(60);
    }

    @Test
    void a_refusal_is_timed_and_ends_no_stall() {
        ends.begin(0);
        ends.ended(48 * MS, 50 * MS, new CompletionException(overloaded));
        ends.ended(0, 60 * MS, null);
        ends.ended(0, 70 * MS, new IllegalStateException("lost"));
        ends.end(70 * MS);
        assertThat(ends.longestStallMillis()).isEqualTo(60);
        assertThat(List.of(ends.answered(), ends.refused(), ends.lost())).containsExactly(1L, 1L, 1L);
        assertThat(ends.refusalMillis(99)).isBetween(1.99, 2.01);
    }

    @Test
    void what_ends_outside_of_the_window_counts_for_nothing() {
        ends.ended(0, 5 * MS, overloaded);
        ends.begin(10 * MS);
        ends.end(20 * MS);
        ends.ended(0, 90 * MS, null);
        assertThat(List.of(ends.answered(), ends.refused(), ends.lost())).containsExactly(0L, 0L, 0L);
        assertThat(ends.longestStallMillis()).isEqualTo(10);
        assertThat(ends.refusalMillis(50)).isZero();
    }
}
