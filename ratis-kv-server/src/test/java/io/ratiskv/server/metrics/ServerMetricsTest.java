package io.ratiskv.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ServerMetricsTest {
    private static final Path PAGE = Path.of("..", "docs", "metrics.md");
    private static final String REGENERATE =
            "./mvnw -q -pl ratis-kv-server -am test -Dtest=ServerMetricsTest -Dsurefire.failIfNoSpecifiedTests=false"
                    + " -Dratiskv.regenerate=true";

    private final ServerMetrics metrics = new ServerMetrics("test", "n1", "0.1");

    @AfterEach
    void close() {
        metrics.close();
    }

    @Test
    void every_metric_says_what_it_is_and_ends_with_its_unit() {
        Set<String> units = Arrays.stream(Unit.values()).map(Unit::word).collect(Collectors.toSet());
        assertThat(metrics.declared()).hasSizeGreaterThan(80).allSatisfy(metric -> {
            assertThat(metric.help()).as(metric.name()).hasSizeGreaterThan(15).endsWith(".");
            String name = metric.name();
            boolean counter = metric.kind() == Metric.Kind.COUNTER;
            assertThat(name.endsWith("_total"))
                    .as("%s: only counters end so", name)
                    .isEqualTo(counter);
            String withoutTotal = counter ? name.substring(0, name.length() - "_total".length()) : name;
            assertThat(units)
                    .as("the last word of %s is a unit", name)
                    .contains(withoutTotal.substring(withoutTotal.lastIndexOf('_') + 1));
        });
    }

    @Test
    void every_metric_of_ours_is_scraped_with_help_and_type() {
        metrics.transport.refusedRequests.increment("OVERLOADED");
        metrics.transport.requestSeconds.of("write").record(1);
        String page = metrics.scrape();
        assertThat(metrics.declared().stream()
                        .filter(metric -> !metric.name().startsWith("ratis_"))
                        .toList())
                .allSatisfy(metric -> assertThat(page)
                        .contains("# HELP " + metric.name() + " " + metric.help() + "\n")
                        .contains("# TYPE " + metric.name() + " "
                                + metric.kind().name().toLowerCase(java.util.Locale.ROOT) + "\n"));
    }

    @Test
    void what_is_counted_is_told_and_counters_never_go_back() {
        metrics.transport.receivedBytes.add(300);
        metrics.transport.refusedRequests.increment("OVERLOADED");
        metrics.watch.toldEvents.from(() -> 7);
        assertThat(lines("ratiskv_transport_received_bytes_total")).containsExactly("300.0");
        assertThat(lines("ratiskv_transport_refused_requests_total{code=\"OVERLOADED\"}"))
                .containsExactly("1.0");
        assertThat(lines("ratiskv_watch_told_events_total")).containsExactly("7.0");
        metrics.watch.toldEvents.from(() -> {
            throw new IllegalStateException("no store now");
        });
        assertThat(lines("ratiskv_watch_told_events_total")).containsExactly("7.0");
    }

    @Test
    void times_are_recorded_in_nanoseconds_and_told_in_seconds() {
        metrics.read.roundSeconds.record(2_000_000);
        metrics.read.roundSeconds.record(20_000_000_000L);
        assertThat(lines("ratiskv_read_round_seconds_bucket{le=\"0.001\"}")).containsExactly("0");
        assertThat(lines("ratiskv_read_round_seconds_bucket{le=\"0.0025\"}")).containsExactly("1");
        assertThat(lines("ratiskv_read_round_seconds_bucket{le=\"10.0\"}")).containsExactly("1");
        assertThat(lines("ratiskv_read_round_seconds_bucket{le=\"+Inf\"}")).containsExactly("2");
        assertThat(lines("ratiskv_read_round_seconds_sum")).containsExactly("20.002");
    }

    @Test
    void a_level_that_cannot_be_looked_up_is_not_a_number() {
        metrics.state.currentRevision.from(() -> {
            throw new IllegalStateException("a snapshot is being installed");
        });
        assertThat(lines("ratiskv_mvcc_current_revision")).containsExactly("NaN");
        metrics.state.currentRevision.from(() -> 5);
        assertThat(lines("ratiskv_mvcc_current_revision")).containsExactly("5.0");
    }

    @Test
    void metrics_of_ratis_are_told_in_our_units_with_their_peer_as_a_label() {
        metrics.ratis.from(() -> List.of(
                new RatisMetrics.Sample("log_worker", "syncTime", 12, 1_000_000, 3_000_000, 9_000_000),
                new RatisMetrics.Sample("server", "n2_lastHeartbeatElapsedTime", 1500, 0, 0, 0),
                new RatisMetrics.Sample("log_worker", "flushCount", 12, 0, 0, 0),
                new RatisMetrics.Sample("log_worker", "something new", 12, 0, 0, 0)));
        assertThat(lines("ratis_log_sync_seconds{quantile=\"0.99\"}")).containsExactly("0.003");
        assertThat(lines("ratis_log_sync_seconds_count")).containsExactly("12");
        assertThat(lines("ratis_server_peer_silent_seconds{peer=\"n2\"}")).containsExactly("1.5");
        assertThat(lines("ratis_log_syncs_total")).containsExactly("12.0");
        assertThat(metrics.scrape()).doesNotContain("something");
    }

    @Test
    void two_metrics_of_one_name_are_a_mistake() {
        Meters meters = new Meters();
        meters.count("read", "open", Unit.STREAMS, "Streams.");
        assertThatThrownBy(() -> meters.count("read", "open", Unit.STREAMS, "Streams."))
                .hasMessageContaining("ratiskv_read_open_streams");
    }

    @Test
    void the_page_tells_what_the_declarations_say() throws IOException {
        String expected = MetricsPage.markdown(metrics.declared());
        if (Boolean.getBoolean("ratiskv.regenerate")) {
            Files.writeString(PAGE, expected);
        }
        assertThat(PAGE)
                .as("docs/metrics.md is stale; write it anew with: %s", REGENERATE)
                .exists()
                .hasContent(expected);
    }

    private List<String> lines(String series) {
        return metrics.scrape()
                .lines()
                .filter(line -> line.startsWith(series + " "))
                .map(line -> line.substring(series.length() + 1))
                .toList();
    }
}
