package io.ratiskv.cli.command;

import io.ratiskv.cli.output.Format;
import io.ratiskv.cli.output.Output;
import io.ratiskv.cli.output.Row;
import io.ratiskv.cli.output.Units;
import io.ratiskv.cli.session.ExitCode;
import io.ratiskv.cli.session.Session;
import io.ratiskv.client.KvClient;
import io.ratiskv.client.MemberSpace;
import io.ratiskv.client.MemberStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "status",
        description =
                "Shows the members: role, term, how far each has applied the log, what its database takes of its quota"
                        + " and how much of its disk is free. Ends with 1"
                        + " if a member does not answer or nobody leads, with 3 if none answers.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  kvctl status",
            "  kvctl status --watch                again every second, until Ctrl-C",
            "  kvctl status --watch 5s",
            "  kvctl status -o json | jq -r '.members[] | select(.role==\"leader\").member'"
        })
final class StatusCommand implements Callable<Integer> {
    /** A member that is up answers at once; one that hangs shall not hold the table back. */
    private static final Duration ANSWER_TIME = Duration.ofSeconds(2);

    private final Session session;

    @Option(
            names = "--watch",
            arity = "0..1",
            fallbackValue = "1s",
            paramLabel = "TIME",
            description = "Show it again and again; default: every second.")
    private @Nullable Duration watch;

    StatusCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws InterruptedException {
        List<String> endpoints = session.endpoints();
        Duration patience = session.timeout().compareTo(ANSWER_TIME) < 0 ? session.timeout() : ANSWER_TIME;
        try (KvClient db = session.connect(endpoints, patience)) {
            if (watch == null) {
                return show(MemberView.ask(db, endpoints));
            }
            while (!session.console().out().checkError()) {
                List<MemberView> views = MemberView.ask(db, endpoints);
                if (session.console().outIsTerminal()) {
                    // Home, and clear what stands below: less flicker than clearing first.
                    session.console().out().print("\033[H\033[J");
                }
                show(views);
                session.console().out().flush();
                Thread.sleep(watch.toMillis());
            }
            return ExitCode.OK;
        }
    }

    private int show(List<MemberView> views) {
        Output output = session.output(Format.TABLE);
        long commit = views.stream()
                .mapToLong(view -> view.status().map(MemberStatus::commitIndex).orElse(0L))
                .max()
                .orElse(0);
        List<Row> rows = new ArrayList<>();
        views.forEach(view -> rows.add(row(view, commit)));
        Optional<MemberView> leader = MemberView.leader(views);
        output.all(
                "members",
                rows,
                new Row().text("leader", leader.map(MemberView::id).orElse("")));
        List<MemberView> silent =
                views.stream().filter(view -> view.status().isEmpty()).toList();
        silent.forEach(view -> session.console().note(view.endpoint() + " does not answer: " + view.problem()));
        views.forEach(view -> view.status()
                .ifPresent(status ->
                        status.alarms().forEach(alarm -> session.console().note(view.id() + ": " + alarm))));
        if (silent.size() == views.size()) {
            session.console().note("no member answers; 'kvctl up' starts a local cluster");
            return ExitCode.UNAVAILABLE;
        }
        if (leader.isEmpty()) {
            session.console().note("nobody leads: writes and linearizable reads wait until a majority is up");
        }
        return silent.isEmpty() && leader.isPresent() ? ExitCode.OK : ExitCode.NO;
    }

    private static Row row(MemberView view, long commit) {
        Row row = new Row().text("member", view.id()).text("endpoint", view.endpoint());
        if (view.status().isEmpty()) {
            return row.text("role", "unreachable")
                    .text("term", "-")
                    .text("applied", "-")
                    .text("lag", "-")
                    .text("revision", "-")
                    .text("keys", "-")
                    .text("store", "-")
                    .text("quota", "-")
                    .text("free", "-")
                    .text("space", "-")
                    .text("uptime", "-");
        }
        MemberStatus status = view.status().get();
        MemberSpace space = status.space();
        return row.text("role", status.role().name().toLowerCase(Locale.ROOT))
                .number("term", status.term())
                .number("applied", status.appliedIndex())
                .number("lag", Math.max(0, commit - status.appliedIndex()))
                .number("revision", status.revision())
                .number("keys", status.keysEstimate())
                .number("store", status.storeBytes(), Units.bytes(status.storeBytes()))
                .number("quota", space.quotaBytes(), share(space.usedBytes(), space.quotaBytes()))
                .number("free", space.freeDiskBytes(), Units.bytes(space.freeDiskBytes()))
                .text("space", space.level().name().toLowerCase(Locale.ROOT))
                .number("uptime", status.uptime().toMillis(), Units.time(status.uptime()));
    }

    private static String share(long usedBytes, long quotaBytes) {
        return quotaBytes == 0
                ? "none"
                : Math.round(100.0 * usedBytes / quotaBytes) + "% of " + Units.bytes(quotaBytes);
    }
}
