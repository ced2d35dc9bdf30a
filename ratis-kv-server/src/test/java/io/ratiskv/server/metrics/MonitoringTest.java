package io.ratiskv.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The dashboard and the alerts that are shipped speak of metrics that there are. */
class MonitoringTest {
    private static final Path MONITORING = Path.of("..", "deploy", "monitoring");
    private static final Path RUNBOOK = Path.of("..", "docs", "runbook-alerts.md");
    /** What Prometheus itself puts there. */
    private static final Set<String> SCRAPED = Set.of("up");

    private static final Set<String> TARGET_LABELS = Set.of("job", "instance", "le", "quantile", "area");

    @Test
    void every_alert_is_whole_and_leads_to_what_to_do() throws IOException {
        String runbook = Files.readString(RUNBOOK);
        assertThat(alerts()).hasSizeGreaterThan(12).allSatisfy(alert -> {
            String name = text(alert, "alert");
            assertThat(name).startsWith("RatisKv");
            assertThat(text(alert, "for")).as(name).matches("[0-9]+[smh]");
            assertThat(text(map(alert, "labels"), "severity")).as(name).isIn("critical", "warning", "info");
            assertThat(text(map(alert, "annotations"), "summary"))
                    .as(name)
                    .hasSizeGreaterThan(20)
                    .endsWith(".");
            assertThat(text(map(alert, "annotations"), "runbook_url"))
                    .isEqualTo("docs/runbook-alerts.md#" + name.toLowerCase(Locale.ROOT));
            assertThat(runbook).contains("### " + name + "\n");
        });
    }

    @Test
    void every_expression_names_metrics_that_a_member_tells() throws IOException {
        Set<String> metrics = told();
        Set<String> labels = labels();
        Set<String> wrong = new TreeSet<>();
        for (String expression : expressions()) {
            PromQl query = new PromQl(expression);
            wrong.addAll(query.problems);
            query.metrics.stream()
                    .filter(name -> !metrics.contains(name))
                    .forEach(name -> wrong.add("no metric " + name + ": " + expression));
            query.labels.stream()
                    .filter(name -> !labels.contains(name))
                    .forEach(name -> wrong.add("no label " + name + ": " + expression));
        }
        assertThat(expressions()).hasSizeGreaterThan(50);
        assertThat(wrong).isEmpty();
    }

    @Test
    void whoever_is_woken_by_an_alert_finds_all_that_it_looks_at_on_the_dashboard() throws IOException {
        Set<String> shown = metricsOf(shown());
        assertThat(shown).hasSizeGreaterThan(40);
        assertThat(metricsOf(watched())).hasSizeGreaterThan(15).isSubsetOf(shown);
    }

    @Test
    void an_expression_with_a_mistake_is_noticed() {
        assertThat(new PromQl("rate(a_total[5m]) and on (job) (b").problems).isNotEmpty();
        PromQl query = new PromQl("histogram_quantile(0.99, sum by (job, le) (rate(a_bucket{kind=\"x y\"}[5m]))) > b");
        assertThat(query.metrics).containsExactly("a_bucket", "b");
        assertThat(query.labels).containsExactly("job", "kind", "le");
        assertThat(query.problems).isEmpty();
    }

    @Test
    void the_dashboard_has_a_title_a_place_and_a_query_for_each_panel() throws IOException {
        Set<Object> ids = new TreeSet<>();
        assertThat(panels()).hasSizeGreaterThan(40).allSatisfy(panel -> {
            assertThat(text(panel, "title")).isNotBlank();
            assertThat(map(panel, "gridPos")).containsKeys("h", "w", "x", "y");
            assertThat(ids.add(panel.get("id"))).isTrue();
            if (!text(panel, "type").equals("row")) {
                assertThat(list(panel, "targets")).isNotEmpty();
            }
        });
    }

    private static Set<String> expressions() throws IOException {
        Set<String> expressions = watched();
        expressions.addAll(shown());
        return expressions;
    }

    private static Set<String> watched() throws IOException {
        Set<String> expressions = new TreeSet<>();
        alerts().forEach(alert -> expressions.add(text(alert, "expr")));
        return expressions;
    }

    private static Set<String> shown() throws IOException {
        Set<String> expressions = new TreeSet<>();
        for (Map<String, Object> panel : panels()) {
            if (panel.containsKey("targets")) {
                list(panel, "targets").forEach(target -> expressions.add(text(target, "expr")));
            }
        }
        return expressions;
    }

    private static Set<String> metricsOf(Set<String> expressions) {
        Set<String> metrics = new TreeSet<>();
        expressions.forEach(expression -> metrics.addAll(new PromQl(expression).metrics));
        return metrics;
    }

    private static List<Map<String, Object>> alerts() throws IOException {
        return list(map(read("alerts.yaml"), "spec"), "groups").stream()
                .flatMap(group -> list(group, "rules").stream())
                .toList();
    }

    private static List<Map<String, Object>> panels() throws IOException {
        return list(read("dashboard.json"), "panels");
    }

    private static Set<String> told() {
        try (ServerMetrics metrics = new ServerMetrics("c", "m", "v")) {
            Set<String> names = new TreeSet<>(SCRAPED);
            for (Metric metric : metrics.declared()) {
                boolean parts = metric.kind() == Metric.Kind.HISTOGRAM;
                names.addAll(
                        parts
                                ? List.of(metric.name() + "_bucket", metric.name() + "_sum", metric.name() + "_count")
                                : List.of(metric.name()));
            }
            metrics.scrape()
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.replaceAll("[ {].*", ""))
                    .forEach(names::add);
            // Only there once there was one.
            names.add("jvm_gc_pause_seconds_sum");
            return names;
        }
    }

    private static Set<String> labels() {
        try (ServerMetrics metrics = new ServerMetrics("c", "m", "v")) {
            Set<String> labels = metrics.declared().stream()
                    .flatMap(metric -> metric.labels().stream())
                    .collect(Collectors.toSet());
            labels.addAll(TARGET_LABELS);
            return labels;
        }
    }

    private static Map<String, Object> read(String file) throws IOException {
        // JSON is YAML, too.
        return new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(MONITORING.resolve(file)));
    }

    @SuppressWarnings("unchecked") // A file that is not so fails the test.
    private static Map<String, Object> map(Map<String, Object> in, String key) {
        return (Map<String, Object>) in.get(key);
    }

    @SuppressWarnings("unchecked") // A file that is not so fails the test.
    private static List<Map<String, Object>> list(Map<String, Object> in, String key) {
        return (List<Map<String, Object>>) in.get(key);
    }

    private static String text(Map<String, Object> in, String key) {
        return String.valueOf(in.get(key));
    }
}
