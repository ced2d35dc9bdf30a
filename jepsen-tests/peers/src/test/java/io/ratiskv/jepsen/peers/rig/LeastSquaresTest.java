package io.ratiskv.jepsen.peers.rig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ratiskv.jepsen.peers.rig.LeastSquares.Point;
import java.util.List;
import org.junit.jupiter.api.Test;

class LeastSquaresTest {
    @Test
    void points_on_a_line_give_the_line() {
        LeastSquares line = LeastSquares.of(List.of(new Point(1, 4_010), new Point(0.1, 410), new Point(0.001, 14)))
                .orElseThrow();
        assertThat(line.slope()).isCloseTo(4_000, within(1e-6));
        assertThat(line.intercept()).isCloseTo(10, within(1e-6));
        assertThat(line.fit()).isCloseTo(1, within(1e-9));
    }

    /** Of 4,000 us a tenth is 400 us: without weights it would say more of the cost of a command than the command itself. */
    @Test
    void a_tenth_too_much_at_a_large_value_does_not_hide_what_small_values_say() {
        LeastSquares line = LeastSquares.of(
                        List.of(new Point(1, 4_410), new Point(0.1, 410), new Point(0.01, 50), new Point(0.001, 14)))
                .orElseThrow();
        assertThat(line.intercept()).isCloseTo(10, within(1.0));
    }

    @Test
    void no_line_goes_through_two_points_or_points_above_each_other_or_nothing_spent() {
        assertThat(LeastSquares.of(List.of(new Point(1, 1), new Point(2, 2)))).isEmpty();
        assertThat(LeastSquares.of(List.of(new Point(1, 1), new Point(1, 2), new Point(1, 3))))
                .isEmpty();
        assertThat(LeastSquares.of(List.of(new Point(1, 1), new Point(2, 0), new Point(3, 3))))
                .isEmpty();
    }
}
