package io.ratiskv.jepsen.report;

import io.ratiskv.jepsen.checker.Verdict;
import io.ratiskv.jepsen.checker.Violation;
import io.ratiskv.jepsen.history.Completion;
import io.ratiskv.jepsen.nemesis.FaultSpan;
import io.ratiskv.jepsen.workload.WorkloadResult;
import java.util.List;

/** A run as one page: no script, nothing loaded, light or dark as the reader's system is. */
public final class Page {
    /** Violations of one verdict that are shown in full. */
    private static final int VIOLATIONS_SHOWN = 5;

    private static final int WIDE_FACT = 40;

    private final Report report;
    private final Html html = new Html();

    private Page(Report report) {
        this.report = report;
    }

    /** The page as HTML. */
    public static String of(Report report) {
        return new Page(report).write();
    }

    private String write() {
        html.raw("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">");
        html.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
        html.add("<title>%s: %s</title>", report.title(), report.result().word());
        html.raw("<style>\n" + Style.CSS + "</style>\n</head>\n<body>\n<main>");
        header();
        charts();
        verdicts();
        violations();
        faults();
        files();
        html.raw("</main>\n</body>\n</html>");
        return html.toString();
    }

    private void header() {
        html.raw("<header>");
        html.add("<p class=\"product\">ratis-kv · jepsen-tests</p>");
        html.add(
                "<h1>%s <span class=\"badge %s\">%s</span></h1>",
                report.title(), report.result().name(), report.result().word());
        html.add("<p class=\"lead\">%s</p>", report.result().sentence());
        html.raw("<dl class=\"facts\">");
        for (Report.Fact fact : report.plan()) {
            String wide = fact.value().length() > WIDE_FACT ? " class=\"wide-fact\"" : "";
            html.raw("<div" + wide + ">").add("<dt>%s</dt><dd>%s</dd></div>", fact.name(), fact.value());
        }
        html.raw("</dl>");
        html.add("<p class=\"replay-label\">Replay</p><pre class=\"replay\">%s</pre>", report.replay());
        html.raw("</header>");
    }

    private void charts() {
        int seconds = (int) Math.max(1, (report.faultTime().toMillis() + 999) / 1_000);
        Seconds by = Seconds.of(report.workloads(), seconds);
        double most = by.ok().stream().mapToDouble(Double::doubleValue).max().orElse(0);
        html.raw("<section aria-labelledby=\"charts\"><h2 id=\"charts\">Over time</h2>");
        html.raw("<p class=\"note\">Faults are shaded; their numbers are those of the list below.</p>");
        html.raw("<figure><figcaption>Calls per second <span class=\"legend\">" + key("ok", "ok") + key("fail", "fail")
                + key("info", "info (unknown)") + "</span></figcaption>");
        html.raw(new Chart("rate", "Calls per second", Ticks.linear(most), seconds, report.faults())
                .draw(
                        "Calls that ended in each second: ok, fail and info.",
                        List.of(
                                new Chart.Line("ok", "ok", by.ok()),
                                new Chart.Line("fail", "fail", by.fail()),
                                new Chart.Line("info", "info", by.info()))));
        html.raw("</figure>\n<figure><figcaption>Latency of ok calls <span class=\"legend\">" + key("p50", "median")
                + key("p99", "99th percentile") + "</span></figcaption>");
        html.raw(new Chart("latency", "Latency", Ticks.logarithmicMillis(), seconds, report.faults())
                .draw(
                        "Median and 99th percentile of each second, on a logarithmic scale.",
                        List.of(new Chart.Line("p99", "p99", by.p99()), new Chart.Line("p50", "p50", by.p50()))));
        html.raw("</figure></section>");
    }

    private static String key(String style, String name) {
        return "<span class=\"key\"><svg viewBox=\"0 0 24 8\" aria-hidden=\"true\"><path class=\"line " + style
                + "\" d=\"M1 4H23\"/></svg>" + name + "</span>";
    }

    private void verdicts() {
        html.raw("<section aria-labelledby=\"verdicts\"><h2 id=\"verdicts\">Verdicts</h2><div class=\"wide\"><table>");
        html.raw("<thead><tr><th scope=\"col\">Workload</th><th scope=\"col\" class=\"number\">ok</th>"
                + "<th scope=\"col\" class=\"number\">fail</th><th scope=\"col\" class=\"number\">info</th>"
                + "<th scope=\"col\">Checker</th><th scope=\"col\">Verdict</th><th scope=\"col\">What was judged</th>"
                + "</tr></thead><tbody>");
        for (WorkloadResult workload : report.workloads()) {
            rows(
                    workload.workload(),
                    workload.verdicts(),
                    String.format(java.util.Locale.ROOT, "%,d", Summary.count(workload, Completion.OK)),
                    String.format(java.util.Locale.ROOT, "%,d", Summary.count(workload, Completion.FAIL)),
                    String.format(java.util.Locale.ROOT, "%,d", Summary.count(workload, Completion.INFO)));
        }
        rows("the run", report.checks(), "", "", "");
        html.raw("</tbody></table></div></section>");
    }

    private void rows(String name, List<Verdict> verdicts, String... counts) {
        boolean first = true;
        for (Verdict verdict : verdicts) {
            html.raw(first ? "<tr class=\"first\">" : "<tr>");
            if (first) {
                int span = verdicts.size();
                html.add("<th scope=\"rowgroup\" rowspan=\"%d\">%s</th>", span, name);
                for (String count : counts) {
                    html.add("<td class=\"number\" rowspan=\"%d\">%s</td>", span, count);
                }
            }
            html.add(
                    "<td class=\"code\">%s</td><td><span class=\"badge %s\">%s</span></td><td>%s</td></tr>",
                    verdict.checker(),
                    badge(verdict),
                    verdict.result().name().toLowerCase(java.util.Locale.ROOT),
                    verdict.summary());
            first = false;
        }
    }

    private static String badge(Verdict verdict) {
        return switch (verdict.result()) {
            case VALID -> "VALID";
            case INVALID -> "VIOLATION";
            case UNKNOWN -> "UNKNOWN";
        };
    }

    private void violations() {
        boolean any = false;
        for (WorkloadResult workload : report.workloads()) {
            for (Verdict verdict : workload.verdicts()) {
                any = violations(workload.workload(), verdict, any);
            }
        }
        for (Verdict verdict : report.checks()) {
            any = violations("the run", verdict, any);
        }
        if (any) {
            html.raw("</section>");
        }
    }

    private boolean violations(String of, Verdict verdict, boolean begun) {
        if (verdict.violations().isEmpty()) {
            return begun;
        }
        if (!begun) {
            html.raw("<section aria-labelledby=\"violations\"><h2 id=\"violations\">Violations</h2>");
        }
        html.add("<h3>%s · <span class=\"code\">%s</span></h3>", of, verdict.checker());
        for (Violation violation : verdict.violations().subList(0, shown(verdict))) {
            html.add("<article class=\"violation\"><p class=\"reason\">%s</p>", firstLine(violation.reason()));
            html.add("<details><summary>In words</summary><pre>%s</pre></details></article>", violation.toString());
        }
        int more = verdict.violations().size() - shown(verdict);
        if (more > 0) {
            html.add("<p class=\"note\">and %d more</p>", more);
        }
        return true;
    }

    private static int shown(Verdict verdict) {
        return Math.min(VIOLATIONS_SHOWN, verdict.violations().size());
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse("");
    }

    private void faults() {
        html.raw("<section aria-labelledby=\"faults\"><h2 id=\"faults\">Faults</h2>");
        if (report.faults().isEmpty()) {
            html.raw("<p class=\"note\">None.</p>");
        } else {
            html.raw("<div class=\"wide\"><table><thead><tr><th scope=\"col\" class=\"number\">No.</th>"
                    + "<th scope=\"col\">Fault</th><th scope=\"col\" class=\"number\">Begin</th>"
                    + "<th scope=\"col\" class=\"number\">Lasted</th><th scope=\"col\">What, and what shows it</th>"
                    + "</tr></thead><tbody>");
            int number = 1;
            for (FaultSpan fault : report.faults()) {
                html.add(
                        "<tr class=\"first\"><td class=\"number\">%d</td><td class=\"code\">%s</td>"
                                + "<td class=\"number\">%.1f s</td><td class=\"number\">%.1f s</td><td>%s</td></tr>",
                        number++,
                        fault.nemesis(),
                        fault.beganNanos() / 1e9,
                        (fault.endedNanos() - fault.beganNanos()) / 1e9,
                        fault.what());
            }
            html.raw("</tbody></table></div>");
        }
        if (!report.skippedFaults().isEmpty()) {
            html.raw("<h3>Not possible here</h3><ul>");
            report.skippedFaults().forEach(skipped -> html.add("<li>%s</li>", skipped));
            html.raw("</ul>");
        }
        html.raw("</section>");
    }

    private void files() {
        html.raw("<section aria-labelledby=\"files\"><h2 id=\"files\">Logs and histories</h2><ul class=\"files\">");
        report.files().forEach(file -> html.add("<li><a href=\"%s\">%s</a></li>", file, file));
        html.raw("</ul></section>");
    }
}
