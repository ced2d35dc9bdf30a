package io.ratiskv.jepsen.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ComparisonTest {
    private final List<Sample> samples = new ArrayList<>();

    @Test
    void the_median_of_an_even_number_of_rounds_lies_between_the_two_in_the_middle() {
        assertThat(Spread.of(List.of(4.0, 1.0, 10.0, 2.0))).isEqualTo(new Spread(1, 3, 10, 4));
        assertThat(Spread.of(List.of(7.0, 1.0, 5.0))).isEqualTo(new Spread(1, 5, 7, 3));
    }

    /** The machine was three times as slow in round 2, for both: the ratio does not see it. */
    @Test
    void ratios_are_of_figures_of_one_round_not_of_medians() {
        perSecond("ours", "put@64", 9_000, 3_000, 10_000);
        perSecond("etcd", "put@64", 3_000, 1_000, 2_000);
        Spread ratio = comparison().ratio("put@64", Figure.PER_SECOND, "etcd").orElseThrow();
        assertThat(ratio).isEqualTo(new Spread(3, 3, 5, 3));
    }

    @Test
    void a_round_that_failed_for_one_of_them_is_left_out_of_the_ratios_and_told() {
        perSecond("ours", "put@64", 900, 800);
        perSecond("etcd", "put@64", 300);
        samples.add(Sample.failed("etcd", 2, "put@64", "it fell over"));
        assertThat(comparison().ratio("put@64", Figure.PER_SECOND, "etcd")).contains(new Spread(3, 3, 3, 1));
        assertThat(comparison()
                        .spread("put@64", Figure.PER_SECOND, "ours")
                        .orElseThrow()
                        .count())
                .isEqualTo(2);
        assertThat(comparison().errors()).containsExactly("etcd, round 2, put@64: it fell over");
    }

    @Test
    void a_goal_of_more_is_met_from_its_bound_up_and_a_goal_of_less_from_its_bound_down() {
        perSecond("ours", "put@64", 299);
        perSecond("etcd", "put@64", 100);
        Goal more = goal("put@64", Figure.PER_SECOND, "etcd");
        assertThat(comparison().met(more)).isFalse();
        assertThat(more.met(3)).isTrue();

        Goal less = goal("put@256", Figure.P99, "etcd");
        assertThat(less.met(0.5)).isTrue();
        assertThat(less.met(0.51)).isFalse();
    }

    @Test
    void the_goal_of_4000_writers_is_beside_the_best_that_etcd_does_with_any_number_of_them() {
        perSecond("ours", "put@4000", 60_000);
        perSecond("etcd", "put@1000", 6_000);
        perSecond("etcd", "put@4000", 4_000);
        perSecond("etcd", "get@1000", 17_000);
        Goal best = goal("put@4000", Figure.PER_SECOND, "etcd");
        assertThat(comparison().ratio(best).orElseThrow().median()).isEqualTo(10);
        assertThat(comparison().met(best)).isFalse();
    }

    @Test
    void of_zookeeper_we_are_ahead_or_not() {
        Goal throughput = goal("put@1000", Figure.PER_SECOND, "zookeeper");
        assertThat(throughput.met(1.01)).isTrue();
        assertThat(throughput.met(0.99)).isFalse();
        assertThat(goal("failover", Figure.GAP, "zookeeper").met(1.01)).isFalse();
    }

    @Test
    void every_goal_is_of_a_row_that_a_run_has() {
        List<String> rows = Row.ALL.stream().map(Row::name).toList();
        assertThat(Goal.ALL).extracting(Goal::row).allMatch(rows::contains);
        assertThat(Goal.ALL).extracting(Goal::row).containsAll(rows);
    }

    @Test
    void nothing_is_said_of_stores_that_were_not_asked() {
        perSecond("ours", "put@64", 900);
        assertThat(comparison().ratio("put@64", Figure.PER_SECOND, "etcd")).isEmpty();
        assertThat(comparison().goals("put@64", Figure.PER_SECOND)).isEmpty();
        assertThat(comparison().stores()).containsExactly("ours");
    }

    @Test
    void the_table_has_median_and_spread_of_each_store_and_each_ratio_with_its_goal() {
        perSecond("ours", "put@1000", 40_000, 50_000, 45_000);
        perSecond("etcd", "put@1000", 5_000, 5_000, 5_000);
        perSecond("zookeeper", "put@1000", 80_000, 50_000, 45_000);
        Report report = report();
        assertThat(new ReportTable(report).markdown())
                .contains("| workload | figure | ours | etcd | zookeeper | ours:etcd | goal | ours:zookeeper | goal |")
                .contains("| put@1000 | ops/s | 45,000 [40,000–50,000] | 5,000 [5,000–5,000] |"
                        + " 50,000 [45,000–80,000] | 9x [8x–10x] | ≥ 8x met | 1x [0.5x–1x] | ≥ 1x met |")
                .contains("- command: `bin/peers`");
        assertThat(new ReportTable(report).text()).contains("machine: cores 2").contains("≥ 8x met");
    }

    @Test
    void windows_in_which_others_used_the_machine_are_called_suspect() {
        perSecond("etcd", "put@64", 100);
        samples.add(new Sample(
                "ours",
                1,
                "put@64",
                Map.of(Figure.PER_SECOND, 900.0),
                Map.of(Samples.OTHER_BUSY, 0.234),
                Optional.empty()));
        assertThat(new ReportTable(report()).markdown())
                .contains("more than a tenth of the machine in 1 of 2 windows, as in ours, round 1, put@64: 23 %.");
    }

    @Test
    void a_report_is_the_same_after_it_was_written_and_read() throws Exception {
        perSecond("ours", "put@64", 123.456789, 0.25);
        samples.add(Sample.failed("etcd", 1, "failover", "it said \"no\"\nand fell"));
        assertThat(ReportJson.read(ReportJson.write(report()))).isEqualTo(report());
    }

    @Test
    void a_ratio_has_as_many_digits_as_it_is_worth() {
        assertThat(List.of(Ratios.times(12), Ratios.times(1.5), Ratios.times(1.0 / 6), Ratios.times(130.4)))
                .containsExactly("12x", "1.5x", "0.17x", "130x");
        assertThat(Spread.of(List.of(0.1, 0.2)).median()).isCloseTo(0.15, within(1e-9));
    }

    private void perSecond(String store, String row, double... rounds) {
        for (int i = 0; i < rounds.length; i++) {
            samples.add(new Sample(
                    store, i + 1, row, Map.of(Figure.PER_SECOND, rounds[i]), Map.of("seconds", 6.0), Optional.empty()));
        }
    }

    private Comparison comparison() {
        return new Comparison(samples);
    }

    private static Goal goal(String row, Figure figure, String against) {
        return Goal.ALL.stream()
                .filter(g -> g.row().equals(row)
                        && g.figure() == figure
                        && g.against().equals(against))
                .findFirst()
                .orElseThrow();
    }

    private Report report() {
        return new Report(
                "bin/peers",
                "2026-01-01T00:00:00Z",
                List.of("three rounds"),
                Map.of("ours", List.of("built here", "defaults")),
                Map.of("cores", "2"),
                samples);
    }
}
