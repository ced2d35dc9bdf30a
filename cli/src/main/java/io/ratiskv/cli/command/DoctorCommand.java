package io.ratiskv.cli.command;

import io.ratiskv.cli.health.Doctor;
import io.ratiskv.cli.health.Exam;
import io.ratiskv.cli.health.Finding;
import io.ratiskv.cli.health.MemberPages;
import io.ratiskv.cli.health.MetricsText;
import io.ratiskv.cli.output.Format;
import io.ratiskv.cli.output.Output;
import io.ratiskv.cli.output.Row;
import io.ratiskv.cli.session.ExitCode;
import io.ratiskv.cli.session.Session;
import io.ratiskv.client.KvClient;
import io.ratiskv.client.Member;
import io.ratiskv.client.MemberRole;
import io.ratiskv.client.MemberStatus;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "doctor",
        description =
                "Examines the members and says what is wrong and what to do: members that do not answer, no leader, full"
                        + " or slow disks, clocks that differ, mixed versions, settings that will not do. Ends with 1 if it"
                        + " found something that needs doing.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  kvctl doctor",
            "  kvctl doctor --http kv-0:7300,kv-1:7300,kv-2:7300",
            "  kvctl doctor -o json | jq '.findings[] | select(.severity==\"critical\")'"
        })
final class DoctorCommand implements Callable<Integer> {
    private static final Duration ANSWER_TIME = Duration.ofSeconds(3);

    private final Session session;

    @Mixin
    private HttpOptions http = new HttpOptions();

    DoctorCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        List<String> endpoints = session.endpoints();
        List<Exam> exams = new ArrayList<>();
        try (KvClient db = session.connect(endpoints, ANSWER_TIME)) {
            List<MemberView> views = MemberView.ask(db, endpoints);
            List<String> pages = http.of(views);
            for (int i = 0; i < views.size(); i++) {
                exams.add(examine(views.get(i), pages.get(i)));
            }
        }
        List<Finding> findings = Doctor.judge(exams);
        boolean healthy = findings.stream().allMatch(finding -> finding.severity() == Finding.Severity.NOTE);
        show(findings, exams.size(), healthy);
        return healthy ? ExitCode.OK : ExitCode.NO;
    }

    private static Exam examine(MemberView view, String page) {
        MemberPages pages = new MemberPages(ANSWER_TIME);
        Optional<MetricsText> metrics = Optional.empty();
        List<String> unready = List.of();
        double ahead = Double.NaN;
        double error = 0;
        try {
            long asked = System.nanoTime();
            double before = System.currentTimeMillis() / 1000.0;
            MetricsText told = MetricsText.parse(pages.get(page, "/metrics"));
            double took = (System.nanoTime() - asked) / 1e9;
            OptionalDouble clock = told.value("ratiskv_member_wall_clock_seconds");
            if (clock.isPresent()) {
                ahead = clock.getAsDouble() - (before + took / 2);
                error = took / 2;
                metrics = Optional.of(told);
            }
            unready = unready(pages.get(page, "/readyz"));
        } catch (IOException nobody) {
            // Said by the exam: there are no metrics.
            metrics = Optional.empty();
        }
        Optional<MemberStatus> status = view.status();
        return new Exam(
                view.id(),
                view.endpoint(),
                status.isPresent(),
                view.problem(),
                status.map(s -> s.role() == MemberRole.LEADER).orElse(false),
                status.map(MemberStatus::version).orElse(""),
                status.map(s -> s.members().stream().map(Member::id).sorted().toList())
                        .orElse(List.of()),
                status.map(MemberStatus::alarms).orElse(List.of()),
                page,
                metrics,
                unready,
                ahead,
                error);
    }

    private static List<String> unready(String page) {
        return page.lines()
                .filter(line -> line.startsWith("[-] "))
                .map(line -> line.substring("[-] ".length()))
                .toList();
    }

    private void show(List<Finding> findings, int members, boolean healthy) {
        Output output = session.output(Format.TABLE);
        List<Row> rows = findings.stream()
                .map(finding -> new Row()
                        .text("severity", finding.severity().name().toLowerCase(Locale.ROOT))
                        .text("member", finding.member().isEmpty() ? "cluster" : finding.member())
                        .text("what", finding.what())
                        .text("do", finding.advice()))
                .toList();
        if (!rows.isEmpty() || output.format() == Format.JSON) {
            output.all("findings", rows, new Row().flag("healthy", healthy).number("members", members));
        }
        if (findings.isEmpty()) {
            session.console().note(members + " members examined: nothing is wrong");
        }
    }
}
