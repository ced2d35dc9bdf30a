package io.ratiskv.cli.bench.report;

import io.ratiskv.cli.bench.load.Data;
import io.ratiskv.cli.bench.load.Result;
import io.ratiskv.cli.bench.load.Settings;
import java.util.List;
import java.util.Locale;

/** Results as one page that needs nothing from elsewhere. */
public final class HtmlReport {
    private static final String HEAD = """
            <!DOCTYPE html>
            <html lang="en"><head><meta charset="utf-8"><title>kvctl bench</title><style>
            body { font: 15px/1.5 system-ui, sans-serif; margin: 2em auto; max-width: 1100px; color: #1c2733; }
            table { border-collapse: collapse; margin: 1em 0; }
            th, td { text-align: right; padding: .2em .9em .2em 0; border-bottom: 1px solid #d8dee5; }
            th:first-child, td:first-child { text-align: left; }
            svg { width: 520px; height: 260px; margin: 0 1em 1em 0; }
            svg text { font: 11px system-ui, sans-serif; fill: #52606d; }
            .grid { stroke: #e4e8ed; } .line { fill: none; stroke: #1f6fb2; stroke-width: 1.6; }
            .note { color: #52606d; }
            </style></head><body><h1>kvctl bench</h1>
            """;

    private HtmlReport() {}

    public static String of(List<Result> results, Settings settings) {
        StringBuilder page = new StringBuilder(HEAD);
        page.append("<p class=\"note\">").append(escape(about(settings))).append("</p>\n");
        appendTable(page, results);
        for (Result result : results) {
            page.append("<h2>")
                    .append(escape(result.workload().typed()))
                    .append("</h2>\n<p class=\"note\">Latency ")
                    .append(escape(ResultRows.measures(result.workload())))
                    .append(".</p>\n");
            ResultRows.notes(result)
                    .forEach(note -> page.append("<p class=\"note\">")
                            .append(escape(note))
                            .append("</p>\n"));
            page.append(ResultPlots.throughput(result)).append(ResultPlots.tail(result));
            page.append(ResultPlots.latency(result))
                    .append(ResultPlots.distribution(result))
                    .append('\n');
        }
        return page.append("</body></html>\n").toString();
    }

    private static String about(Settings settings) {
        Data data = settings.data();
        return String.format(
                Locale.ROOT,
                "%,d keys of %d bytes, values of %d bytes, %s; warm-up %.1f s; seed %d.",
                data.keys(),
                data.keySize(),
                data.valueSize(),
                settings.mix().distribution().name().toLowerCase(Locale.ROOT),
                settings.window().warmup().toMillis() / 1e3,
                settings.seed());
    }

    private static void appendTable(StringBuilder page, List<Result> results) {
        page.append("<table>");
        boolean headed = false;
        for (Result result : results) {
            var row = ResultRows.table(result);
            if (!headed) {
                page.append("<tr>");
                row.headings()
                        .forEach(heading ->
                                page.append("<th>").append(escape(heading)).append("</th>"));
                page.append("</tr>\n");
                headed = true;
            }
            page.append("<tr>");
            row.cells().forEach(cell -> page.append("<td>").append(escape(cell)).append("</td>"));
            page.append("</tr>\n");
        }
        page.append("</table>\n");
    }

    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
