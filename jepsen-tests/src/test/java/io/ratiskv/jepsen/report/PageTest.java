package io.ratiskv.jepsen.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratiskv.jepsen.checker.Verdict;
import io.ratiskv.jepsen.checker.Violation;
import io.ratiskv.jepsen.history.Completion;
import io.ratiskv.jepsen.history.FakeCall;
import io.ratiskv.jepsen.nemesis.FaultSpan;
import io.ratiskv.jepsen.workload.WorkloadResult;
import java.io.StringReader;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

class PageTest {
    private static final long SECOND = 1_000_000_000L;

    private static Report report(List<Violation> violations) {
        WorkloadResult bank = new WorkloadResult(
                "bank",
                List.of(
                        FakeCall.in(0, "read", Completion.OK),
                        FakeCall.in(1, "read", Completion.OK),
                        FakeCall.in(1, "read", Completion.FAIL)),
                List.of(Verdict.of("bank", 3, "2 reads", violations)));
        return new Report(
                "Run of <test>",
                violations.isEmpty() ? Report.Result.VALID : Report.Result.VIOLATION,
                List.of(new Report.Fact("Seed", "7")),
                "bin/jepsen run --seed=7",
                Duration.ofSeconds(10),
                List.of(bank),
                List.of(Verdict.of("liveness", 1, "all served", List.of())),
                List.of(
                        new FaultSpan("kill-leader", "kill -9 n1 [pid 1 -> 2]", SECOND, 4 * SECOND),
                        new FaultSpan("pause-one", "SIGSTOP n2", 3 * SECOND, 5 * SECOND)),
                List.of("net-loss: needs root"),
                List.of("n1/member.log"));
    }

    @Test
    void the_page_tells_seed_replay_verdicts_faults_and_links() {
        String page = Page.of(report(List.of()));
        assertThat(page)
                .contains("<dt>Seed</dt><dd>7</dd>")
                .contains("bin/jepsen run --seed=7")
                .contains("<span class=\"badge VALID\">Valid</span>")
                .contains("kill -9 n1 [pid 1 -&gt; 2]")
                .contains("net-loss: needs root")
                .contains("<a href=\"n1/member.log\">")
                .doesNotContain("<h2 id=\"violations\">");
    }

    @Test
    void what_comes_from_a_run_is_escaped() {
        assertThat(Page.of(report(List.of()))).contains("Run of &lt;test&gt;").doesNotContain("Run of <test>");
    }

    @Test
    void nothing_is_loaded_and_no_script_runs() {
        assertThat(Page.of(report(List.of())))
                .doesNotContain("<script")
                .doesNotContain("http:")
                .doesNotContain("https:")
                .doesNotContain("<link")
                .doesNotContain("@import");
    }

    @Test
    void violations_are_shown_with_their_calls_and_most_of_many_are_counted() {
        Violation violation = new Violation("wrong total: 90", List.of(FakeCall.in(1, "read", Completion.OK)));
        String page = Page.of(report(java.util.Collections.nCopies(8, violation)));
        assertThat(page).contains("wrong total: 90").contains("read OK").contains("and 3 more");
    }

    @Test
    void charts_are_well_formed_and_shade_each_fault_once() throws Exception {
        String page = Page.of(report(List.of()));
        var charts = Pattern.compile("<svg .*?</svg>", Pattern.DOTALL)
                .matcher(page)
                .results()
                .map(match -> match.group())
                .toList();
        for (String chart : charts) {
            DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(chart)));
        }
        assertThat(page.split("class=\"shade\"", -1))
                .as("two faults in each of two charts")
                .hasSize(5);
        // Of 10 s on 960 units of width: from second 1 for three.
        assertThat(page).contains("<rect class=\"shade\" x=\"160.0\" y=\"6\" width=\"288.0\"");
    }

    @Test
    void faults_at_the_same_time_are_in_different_rows() {
        assertThat(Lanes.of(report(List.of()).faults())).containsExactly(0, 1);
        assertThat(Lanes.of(List.of(
                        new FaultSpan("a", "", 0, SECOND),
                        new FaultSpan("b", "", 0, 3 * SECOND),
                        new FaultSpan("c", "", SECOND, 2 * SECOND))))
                .containsExactly(0, 1, 0);
    }

    @Test
    void the_terminal_gets_a_table_and_the_replay_command_if_something_is_wrong() {
        assertThat(Summary.of(report(List.of())))
                .contains("bank         3 calls: ok 2, fail 1, info 0")
                .contains("bank         bank                   VALID    2 reads")
                .contains("VALID  Every judge agrees")
                .doesNotContain("replay");
        assertThat(Summary.of(report(List.of(new Violation("wrong total", List.of())))))
                .contains("INVALID", "    wrong total", "replay: bin/jepsen run --seed=7");
    }
}
