package io.ratiskv.jepsen.workload;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratiskv.jepsen.history.Completion;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class MeterTest {
    private final AtomicLong now = new AtomicLong(1_000);

    private Meter meter(double callsPerSecond, long callsMax) {
        return new Meter(callsPerSecond, callsMax, now::get, nanos -> {});
    }

    private int begunWithin(Meter meter, long millis) {
        int begun = 0;
        for (int i = 0; i < millis; i++) {
            begun += meter.mayBegin() ? 1 : 0;
            now.addAndGet(TimeUnit.MILLISECONDS.toNanos(1));
        }
        return begun;
    }

    @Test
    void calls_begin_at_the_rate() {
        assertThat(begunWithin(meter(100, 1_000), 1_000)).isBetween(98, 102);
    }

    @Test
    void what_was_not_used_while_calls_hung_is_not_made_up_for() {
        Meter meter = meter(100, 1_000);
        now.addAndGet(TimeUnit.SECONDS.toNanos(5));
        assertThat(begunWithin(meter, 100)).isBetween(9, 12);
    }

    @Test
    void without_a_rate_every_call_may_begin() {
        assertThat(begunWithin(meter(0, 1_000), 200)).isEqualTo(200);
    }

    @Test
    void the_bound_on_calls_is_kept_and_the_meter_then_stands_still() {
        Meter meter = meter(0, 7);
        assertThat(begunWithin(meter, 100)).isEqualTo(7);
        assertThat(meter.stopped()).isTrue();
    }

    @Test
    void a_stopped_meter_lets_nothing_begin() {
        Meter meter = meter(0, 100);
        meter.stop();
        assertThat(meter.mayBegin()).isFalse();
    }

    @Test
    void ends_are_counted_by_kind_and_can_be_compared_with_earlier_counts() {
        Meter meter = meter(0, 100);
        meter.ended("put", Completion.OK);
        Meter.Counts before = meter.counts();
        meter.ended("put", Completion.OK);
        meter.ended("put", Completion.FAIL);
        meter.ended("put", Completion.INFO);
        assertThat(meter.counts().minus(before)).isEqualTo(new Meter.Counts(1, 1, 1));
        assertThat(meter.counts().total()).isEqualTo(4);
    }

    @Test
    void the_function_that_succeeds_least_is_known_and_one_that_never_did_counts() {
        Meter meter = meter(0, 100);
        assertThat(meter.fewestOk()).isZero();
        meter.ended("put", Completion.OK);
        meter.ended("put", Completion.OK);
        meter.ended("get", Completion.OK);
        assertThat(meter.fewestOk()).isEqualTo(1);
        meter.ended("cas", Completion.FAIL);
        assertThat(meter.fewestOk()).isZero();
    }
}
