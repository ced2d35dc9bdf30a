package io.ratiskv.server.metrics;

import java.util.List;

/** Writes {@code docs/metrics.md} from what is declared. */
final class MetricsPage {
    private static final String HEAD = """
            # Metrics of a member

            <!-- Generated from the declarations in io.ratiskv.server.metrics; a test fails when it is stale and says how to
                 write it anew. -->

            Each member serves its own at `http://<host>:7300/metrics` (`http.listen`), in Prometheus' text format. Names are
            `ratiskv_<room>_<what>_<unit>` in base units; `_state` is 1 for yes and 0 for no. A level that cannot be looked up
            now, such as the store's while a snapshot is installed, is `NaN`. Counters begin at 0 with each process.

            Histograms have `_bucket`, `_sum` and `_count`. What begins with `ratis_` is kept by Ratis: its summaries have the
            quantiles 0.5, 0.99 and 1 of about the last five minutes and a `_count`, and can be missing until there is
            something to tell (a leader's for its followers, for instance).

            The process itself is described by Micrometer's metrics: `jvm_memory_*`, `jvm_gc_*`, `jvm_threads_*`,
            `jvm_buffer_*`, `process_cpu_*`, `process_files_*`, `process_uptime_seconds`, `process_start_time_seconds`,
            `system_cpu_*`, `system_load_average_1m`.

            A dashboard and alerts that use these are in [deploy/monitoring](../deploy/monitoring).
            """;

    private MetricsPage() {}

    static String markdown(List<Metric> metrics) {
        StringBuilder page = new StringBuilder(HEAD);
        String section = "";
        for (Metric metric : metrics) {
            String[] words = metric.name().split("_", 3);
            String room = words[0].equals("ratis") ? "Ratis" : words[1];
            if (!room.equals(section)) {
                section = room;
                page.append("\n## ")
                        .append(room)
                        .append("\n\n| metric | kind | labels | what it is |\n|---|---|---|---|\n");
            }
            page.append("| `%s` | %s | %s | %s |%n"
                    .formatted(
                            metric.name(),
                            metric.kind().name().toLowerCase(java.util.Locale.ROOT),
                            String.join(", ", metric.labels()),
                            metric.help())
                    .replace("\r", ""));
        }
        return page.toString();
    }
}
