package io.ratiskv.cli.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratiskv.cli.bench.load.Data;
import io.ratiskv.cli.bench.load.Result;
import io.ratiskv.cli.bench.load.Settings;
import io.ratiskv.cli.bench.load.Workload;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

final class ReportTest {
    private static final Settings SETTINGS = new Settings(
            new Data("b/", 100, 8, 16, 1),
            new Settings.Window(Duration.ofSeconds(5), Duration.ofSeconds(2)),
            Settings.Mix.DEFAULT,
            List.of(),
            1);

    @Test
    void costs_are_told_for_one_operation() {
        Result.Usage usage = new Result.Usage(
                OptionalDouble.of(0.5),
                OptionalLong.of(4_096_000),
                OptionalLong.of(2_048_000),
                OptionalLong.of(1),
                OptionalDouble.of(0.02),
                OptionalDouble.of(0.25));
        Result result = result(1_000, Map.of(), usage);
        assertThat(ResultRows.table(result).cells())
                .containsExactly(
                        "put@64", "500", "1.00 ms", "1.00 ms", "1.00 ms", "1.00 ms", "0", "500", "2.0 KiB", "20.0",
                        "25 %");
        assertThat(ResultRows.json(result).toJson().compact())
                .contains("\"opsPerSecond\":500.000", "\"serverCpuMicrosPerOp\":500.000", "\"p99Micros\":1000");
        assertThat(ResultRows.notes(result))
                .containsExactly("put@64: other processes took 25 % of this machine: measure again");
    }

    @Test
    void what_is_not_known_is_left_out() {
        Result result = result(1_000, Map.of(), Result.Usage.UNKNOWN);
        assertThat(ResultRows.table(result).cells()).endsWith("-", "-", "-", "-");
        assertThat(ResultRows.json(result).toJson().compact()).doesNotContain("Cpu", "Written", "otherBusy");
    }

    @Test
    void errors_are_told_by_type() {
        Result result =
                result(0, Map.of("Overloaded (not applied)", 1_200L, "OutcomeUnknown", 3L), Result.Usage.UNKNOWN);
        assertThat(ResultRows.notes(result))
                .containsExactly(
                        "put@64: 3 errors: OutcomeUnknown",
                        "put@64: 1,200 errors: Overloaded (not applied)",
                        "put@64: the first error: <full>");
        assertThat(ResultRows.table(result).cells()).startsWith("put@64", "0.0", "-");
    }

    @Test
    void the_page_needs_nothing_from_elsewhere_and_shows_what_it_is_told_as_text() {
        String page = HtmlReport.of(
                List.of(
                        result(1_000, Map.of("Full", 1L), Result.Usage.UNKNOWN),
                        result(0, Map.of(), Result.Usage.UNKNOWN)),
                SETTINGS);
        assertThat(page)
                .doesNotContain("http", "<script", "NaN", "Infinity", "<full>")
                .contains("&lt;full&gt;");
        assertThat(page.split("<svg", -1)).hasSize(1 + 2 * 4);
    }

    @Test
    void an_axis_of_nines_reads_as_percentiles() {
        Axis axis = Axis.logarithmic(30, 4_000, ResultRows::time);
        assertThat(axis.ticks()).containsExactly(10.0, 100.0, 1_000.0, 10_000.0);
        assertThat(axis.share(100)).isCloseTo(1.0 / 3, org.assertj.core.data.Offset.offset(1e-9));
        assertThat(axis.share(1)).isZero();
    }

    private static Result result(long operations, Map<String, Long> errors, Result.Usage usage) {
        Histogram latency = new Histogram(3);
        for (int i = 0; i < operations; i++) {
            latency.recordValue(1_000_000);
        }
        return new Result(
                "fake",
                Workload.parse("put@64"),
                2,
                new Result.Counts(
                        operations,
                        0,
                        0,
                        0,
                        OptionalLong.empty(),
                        OptionalLong.empty(),
                        errors,
                        errors.isEmpty() ? Optional.empty() : Optional.of("<full>")),
                latency,
                usage,
                List.of(new Result.Slice(1, 500, 900, 1_000, 0), new Result.Slice(2, 400, 900, 1_100, 1)));
    }
}
