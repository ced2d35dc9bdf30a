package io.ratiskv.jepsen.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratiskv.jepsen.checker.Verdict;
import io.ratiskv.jepsen.history.Completion;
import io.ratiskv.jepsen.history.FakeCall;
import io.ratiskv.jepsen.workload.WorkloadResult;
import java.util.List;
import org.junit.jupiter.api.Test;

class SecondsTest {
    @Test
    void calls_count_in_the_second_of_their_end() {
        WorkloadResult result = new WorkloadResult(
                "w",
                List.of(
                        FakeCall.in(0, "read", Completion.OK),
                        FakeCall.in(2, "read", Completion.OK),
                        FakeCall.in(2, "read", Completion.INFO),
                        // After the time that is drawn: a final read.
                        FakeCall.in(3, "read", Completion.OK)),
                List.of(Verdict.of("fake", 4, "", List.of())));
        Seconds seconds = Seconds.of(List.of(result), 3);
        assertThat(seconds.ok()).containsExactly(1.0, 0.0, 1.0);
        assertThat(seconds.info()).containsExactly(0.0, 0.0, 1.0);
        assertThat(seconds.p50().get(0)).isEqualTo(1.0);
        assertThat(seconds.p99().get(1)).isNaN();
    }

    @Test
    void percentiles_are_of_the_nearest_rank() {
        double[] hundred =
                java.util.stream.IntStream.rangeClosed(1, 100).asDoubleStream().toArray();
        assertThat(Seconds.percentile(hundred, 0.5)).isEqualTo(50);
        assertThat(Seconds.percentile(hundred, 0.99)).isEqualTo(99);
        assertThat(Seconds.percentile(new double[] {3}, 0.99)).isEqualTo(3);
    }

    @Test
    void axes_have_round_steps() {
        assertThat(Ticks.step(60, 10)).isEqualTo(10);
        assertThat(Ticks.step(1_800, 10)).isEqualTo(200);
        assertThat(Ticks.step(7, 10)).isEqualTo(1);
        assertThat(Ticks.linear(330).marks()).containsExactly(0, 100, 200, 300, 400);
        assertThat(Ticks.logarithmicMillis().at(10_000)).isEqualTo(1);
        assertThat(Ticks.logarithmicMillis().at(0)).isEqualTo(0);
    }
}
