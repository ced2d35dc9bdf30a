package io.ratiskv.cli.health;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PulseTest {
    private static final String BEFORE = """
            # HELP ratiskv_transport_request_seconds Time.
            ratiskv_transport_request_seconds_bucket{kind="read",le="0.001"} 10
            ratiskv_transport_request_seconds_bucket{kind="read",le="0.01"} 10
            ratiskv_transport_request_seconds_bucket{kind="read",le="+Inf"} 10
            ratiskv_transport_request_seconds_count{kind="read"} 10
            ratiskv_transport_request_seconds_count{kind="write"} 5
            ratiskv_storage_free_disk_bytes NaN
            """;
    private static final String AFTER = """
            ratiskv_transport_request_seconds_bucket{kind="read",le="0.001"} 108
            ratiskv_transport_request_seconds_bucket{kind="read",le="0.01"} 110
            ratiskv_transport_request_seconds_bucket{kind="read",le="+Inf"} 110
            ratiskv_transport_request_seconds_count{kind="read"} 110
            ratiskv_transport_request_seconds_count{kind="write"} 25
            ratiskv_member_info{cluster="a \\"b\\"",member="n1",version="0.1"} 1
            """;

    private final Pulse pulse = new Pulse(MetricsText.parse(BEFORE), MetricsText.parse(AFTER), 2);

    @Test
    void rates_are_what_counters_grew_by() {
        assertThat(pulse.perSecond("read")).isEqualTo(50);
        assertThat(pulse.perSecond("write")).isEqualTo(10);
        assertThat(pulse.perSecond()).isEqualTo(60);
    }

    @Test
    void a_quantile_is_of_what_was_counted_meanwhile() {
        assertThat(pulse.p99Seconds("read")).hasValue(0.01);
        assertThat(pulse.p99Seconds("write")).isEmpty();
    }

    @Test
    void a_process_that_was_started_anew_does_not_count_backwards() {
        Pulse restarted = new Pulse(MetricsText.parse(AFTER), MetricsText.parse(BEFORE), 2);
        assertThat(restarted.perSecond()).isZero();
    }

    @Test
    void what_is_not_a_number_is_not_known() {
        assertThat(MetricsText.parse(BEFORE).value("ratiskv_storage_free_disk_bytes"))
                .isEmpty();
        assertThat(pulse.level("no_such_metric")).isEmpty();
        assertThat(MetricsText.parse(AFTER).label("ratiskv_member_info", "version"))
                .isEqualTo("0.1");
    }
}
