package io.ratiskv.jepsen.peers.curve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ratiskv.jepsen.peers.rig.LeastSquares;
import io.ratiskv.jepsen.peers.rig.Line;
import io.ratiskv.jepsen.peers.rig.Measure;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CurveTest {
    @Test
    void no_word_means_all_and_a_word_that_is_none_is_refused_with_those_there_are() {
        assertThat(Curve.parse(List.of())).containsExactly(Curve.values());
        assertThat(Curve.parse(List.of("memory", "clients", "memory"))).containsExactly(Curve.MEMORY, Curve.CLIENTS);
        assertThatThrownBy(() -> Curve.parse(List.of("keyz")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'keyz'")
                .hasMessageContaining("watchers");
    }

    @Test
    void keys_grow_tenfold_and_end_with_what_was_asked_for() {
        assertThat(KeysCurve.steps(10_000, 10_000_000)).containsExactly(10_000, 100_000, 1_000_000, 10_000_000);
        assertThat(KeysCurve.steps(10_000, 3_000_000)).containsExactly(10_000, 100_000, 1_000_000, 3_000_000);
        assertThat(KeysCurve.steps(10_000, 5_000)).containsExactly(5_000);
    }

    @Test
    void cost_of_an_entry_and_of_a_write_come_from_the_puts_alone() {
        LeastSquares costs = ClientsCurve.costs(List.of(
                        put("put@1", 1, 4_008),
                        put("put@64", 40, 108),
                        put("put@1000", 500, 16),
                        Line.of("get@1", Map.of(Measure.CPU, 300.0))))
                .orElseThrow();
        assertThat(costs.slope()).isCloseTo(4_000, within(1e-6));
        assertThat(costs.intercept()).isCloseTo(8, within(1e-6));
        assertThat(ClientsCurve.words(List.of())).isEmpty();
    }

    private static Line put(String name, double batch, double cpu) {
        return Line.of(name, Map.of(Measure.BATCH, batch, Measure.CPU, cpu));
    }
}
