package io.ratiskv.jepsen.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PortsTest {
    @Test
    void jvms_that_run_tests_beside_each_other_take_different_ports_and_one_alone_takes_any() {
        Ports.Slice any = Ports.Slice.of(0);
        Ports.Slice first = Ports.Slice.of(1);
        Ports.Slice second = Ports.Slice.of(2);

        assertThat(first.end()).isLessThanOrEqualTo(second.lowest());
        assertThat(any.lowest()).isEqualTo(first.lowest());
        assertThat(any.end()).isGreaterThanOrEqualTo(second.end());
        assertThat(first.end() - first.lowest()).isGreaterThan(1_000);
    }
}
