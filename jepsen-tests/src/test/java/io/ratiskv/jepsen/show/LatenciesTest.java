package io.ratiskv.jepsen.show;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class LatenciesTest {
    @Test
    void shares_of_many_times_are_told_within_a_few_percent() {
        Latencies latencies = new Latencies();
        for (int i = 1; i <= 1_000; i++) {
            latencies.add(i * 1_000_000L);
        }
        assertThat(latencies.count()).isEqualTo(1_000);
        assertThat(latencies.millis(0.5)).isCloseTo(500, Percentage.withPercentage(4));
        assertThat(latencies.millis(0.99)).isCloseTo(990, Percentage.withPercentage(4));
        assertThat(latencies.millis(1)).isCloseTo(1_000, Percentage.withPercentage(4));
    }

    @Test
    void no_time_at_all_is_zero() {
        assertThat(new Latencies().millis(0.5)).isZero();
    }
}
