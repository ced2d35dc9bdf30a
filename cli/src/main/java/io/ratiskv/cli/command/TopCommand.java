package io.ratiskv.cli.command;

import io.ratiskv.cli.health.MemberPages;
import io.ratiskv.cli.health.MetricsText;
import io.ratiskv.cli.health.Pulse;
import io.ratiskv.cli.output.Format;
import io.ratiskv.cli.output.Output;
import io.ratiskv.cli.output.Row;
import io.ratiskv.cli.output.Units;
import io.ratiskv.cli.session.ExitCode;
import io.ratiskv.cli.session.Session;
import io.ratiskv.client.KvClient;
import io.ratiskv.client.MemberStatus;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "top",
        description =
                "Shows how busy the members are, again and again until Ctrl-C: requests a second, times of writes and reads"
                        + " (99 of 100 were faster), entries behind, free disk, connections. From the members' metrics.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  kvctl top",
            "  kvctl top --interval 5s",
            "  kvctl top --once -o json            two looks, one interval apart, for scripts"
        })
final class TopCommand implements Callable<Integer> {
    private static final Duration ANSWER_TIME = Duration.ofSeconds(2);

    /** One scrape and when it was made. */
    private record Look(MetricsText metrics, long nanos) {}

    private final Session session;
    private final Map<String, Look> last = new HashMap<>();

    @Option(names = "--interval", paramLabel = "TIME", description = "Time between two looks. Default: 1s.")
    private Duration interval = Duration.ofSeconds(1);

    @Option(names = "--once", description = "Show one interval and end.")
    private boolean once;

    @Mixin
    private HttpOptions http = new HttpOptions();

    TopCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws InterruptedException {
        List<String> endpoints = session.endpoints();
        try (KvClient db = session.connect(endpoints, ANSWER_TIME)) {
            look(MemberView.ask(db, endpoints));
            while (!session.console().out().checkError()) {
                Thread.sleep(interval.toMillis());
                List<Row> rows = look(MemberView.ask(db, endpoints));
                Output output = session.output(Format.TABLE);
                if (!once && session.console().outIsTerminal()) {
                    session.console().out().print("\033[H\033[J");
                }
                output.all("members", rows, new Row().number("intervalMs", interval.toMillis()));
                session.console().out().flush();
                if (once) {
                    return last.isEmpty() ? ExitCode.UNAVAILABLE : ExitCode.OK;
                }
            }
            return ExitCode.OK;
        }
    }

    private List<Row> look(List<MemberView> views) {
        List<String> pages = http.of(views);
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < views.size(); i++) {
            MemberView view = views.get(i);
            Look before = last.remove(view.endpoint());
            scrape(pages.get(i)).ifPresent(now -> last.put(view.endpoint(), now));
            rows.add(row(view, before, last.get(view.endpoint())));
        }
        return rows;
    }

    private static Optional<Look> scrape(String page) {
        try {
            return Optional.of(
                    new Look(MetricsText.parse(new MemberPages(ANSWER_TIME).get(page, "/metrics")), System.nanoTime()));
        } catch (IOException nobody) {
            return Optional.empty();
        }
    }

    private static Row row(MemberView view, @Nullable Look before, @Nullable Look now) {
        String role = view.status()
                .map(MemberStatus::role)
                .map(known -> known.name().toLowerCase(Locale.ROOT))
                .orElse("unreachable");
        Row row = new Row().text("member", view.id()).text("role", role);
        if (before == null || now == null) {
            return row.text("ops", "-")
                    .text("writes", "-")
                    .text("reads", "-")
                    .text("writeP99", "-")
                    .text("readP99", "-")
                    .text("lag", "-")
                    .text("free", "-")
                    .text("connections", "-")
                    .text("watches", "-");
        }
        Pulse pulse = new Pulse(before.metrics(), now.metrics(), (now.nanos() - before.nanos()) / 1e9);
        rate(row, "ops", pulse.perSecond());
        rate(row, "writes", pulse.perSecond("write"));
        rate(row, "reads", pulse.perSecond("read"));
        time(row, "writeP99", pulse.p99Seconds("write"));
        time(row, "readP99", pulse.p99Seconds("read"));
        level(row, "lag", pulse.level("ratiskv_raft_apply_lag_entries"));
        long free = (long) pulse.level("ratiskv_storage_free_disk_bytes").orElse(0);
        row.number("free", free, Units.bytes(free));
        level(row, "connections", pulse.level("ratiskv_transport_open_connections"));
        level(row, "watches", pulse.level("ratiskv_watch_open_watches"));
        return row;
    }

    private static void rate(Row row, String name, double perSecond) {
        row.decimal(name, perSecond, String.format(Locale.ROOT, "%.0f/s", perSecond));
    }

    /** Milliseconds; in JSON, too. */
    private static void time(Row row, String name, OptionalDouble seconds) {
        if (seconds.isEmpty()) {
            row.text(name, "-");
        } else if (Double.isInfinite(seconds.getAsDouble())) {
            row.text(name, ">10s");
        } else {
            row.decimal(
                    name,
                    seconds.getAsDouble() * 1000,
                    String.format(Locale.ROOT, "<%.4gms", seconds.getAsDouble() * 1000));
        }
    }

    private static void level(Row row, String name, OptionalDouble value) {
        if (value.isEmpty()) {
            row.text(name, "-");
        } else {
            row.number(name, (long) value.getAsDouble());
        }
    }
}
