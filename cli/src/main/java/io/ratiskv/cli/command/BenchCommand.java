package io.ratiskv.cli.command;

import io.ratiskv.cli.bench.load.BenchRun;
import io.ratiskv.cli.bench.load.Result;
import io.ratiskv.cli.bench.load.Settings;
import io.ratiskv.cli.bench.load.Workload;
import io.ratiskv.cli.bench.report.HtmlReport;
import io.ratiskv.cli.bench.report.ResultRows;
import io.ratiskv.cli.bench.store.RatisKvTarget;
import io.ratiskv.cli.local.LocalCluster;
import io.ratiskv.cli.local.LocalMember;
import io.ratiskv.cli.output.Format;
import io.ratiskv.cli.output.Output;
import io.ratiskv.cli.output.Row;
import io.ratiskv.cli.session.ExitCode;
import io.ratiskv.cli.session.Session;
import io.ratiskv.cli.session.UsageException;
import io.ratiskv.client.KvClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "bench",
        description = {
            "Measures a cluster: throughput, latency, and what an operation costs the members. It writes keys under its"
                    + " prefix, and leaves them there.",
            "",
            "A workload is put, get, local-get, mixed, range, cas, txn, watch or lease. @N: a closed loop, in which N"
                    + " operations are outstanding at any time. :N/s: an open loop, in which N are due each second,"
                    + " whatever the cluster does. Without either: @64. Several run one after the other.",
            "",
            "docs/performance.md says what the columns mean."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  kvctl bench put@64,get@1000",
            "  kvctl bench put:5000/s --seconds 30 --html put.html",
            "  kvctl bench mixed@256 --reads 50 --distribution zipf -o json",
            "  kvctl bench watch:200/s --watchers 1000",
            "  kvctl bench put --endpoints 10.0.0.5:7101 --value-size 4096"
        })
final class BenchCommand implements Callable<Integer> {
    /** A member takes so many open requests of one connection; a client queues the others. */
    private static final int LANES_PER_CONNECTION = 1_000;

    private static final int CONNECTIONS = 3;
    private static final int CONNECTIONS_MAX = 10_000;

    /** Beside those of its lanes: loading, counting, and calls whose end is told before they have made room. */
    private static final int IN_FLIGHT_SPARE = 512;

    private static final int IN_FLIGHT_MAX = 1 << 20;

    private final Session session;

    @Mixin
    private BenchOptions options = new BenchOptions();

    @Mixin
    private ClusterOptions where = new ClusterOptions();

    @Parameters(arity = "1..*", paramLabel = "WORKLOAD", description = "Such as put@64,get@1000 or put:5000/s.")
    private List<String> typed = List.of();

    @Option(
            names = "--connections",
            paramLabel = "N",
            description = "Clients, each with a connection of its own to each member. Default: 3, or one for 1000"
                    + " operations outstanding.")
    private @Nullable Integer connections;

    @Option(names = "--no-load", description = "Do not write the keys before, even if they are missing.")
    private boolean noLoad;

    @Option(
            names = "--pids",
            split = ",",
            paramLabel = "PID",
            description = "Processes of the members, if they run on this machine and 'kvctl up' did not start them.")
    private List<Long> pids = List.of();

    @Option(names = "--html", paramLabel = "FILE", description = "Write a page with plots, too.")
    private @Nullable Path html;

    BenchCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<Workload> workloads = workloads();
        Settings settings = options.settings(pids());
        workloads.forEach(workload -> check(workload, settings));
        List<Result> results = new ArrayList<>();
        BenchProgress progress = new BenchProgress(session.console());
        try (RatisKvTarget target = target(workloads, settings)) {
            if (!noLoad
                    && workloads.stream().anyMatch(workload -> workload.kind().needsKeys())) {
                progress.begin("keys");
                BenchRun.load(target, settings, progress);
            }
            for (Workload workload : workloads) {
                progress.begin(workload.typed());
                results.add(BenchRun.run(target, workload, settings, progress));
            }
        } catch (CompletionException wrapped) {
            throw wrapped.getCause() instanceof RuntimeException cause ? cause : wrapped;
        } finally {
            progress.end();
        }
        show(results, settings);
        return results.stream().anyMatch(Result::everythingFailed) ? ExitCode.NO : ExitCode.OK;
    }

    private List<Workload> workloads() {
        try {
            return typed.stream()
                    .flatMap(list -> Workload.parseAll(list).stream())
                    .toList();
        } catch (IllegalArgumentException wrong) {
            throw new UsageException(String.valueOf(wrong.getMessage()));
        }
    }

    private static void check(Workload workload, Settings settings) {
        try {
            BenchRun.check(workload, settings);
        } catch (IllegalArgumentException wrong) {
            throw new UsageException(String.valueOf(wrong.getMessage()));
        }
    }

    private RatisKvTarget target(List<Workload> workloads, Settings settings) {
        int lanes = workloads.stream()
                .mapToInt(workload -> BenchRun.lanes(workload, settings.mix()))
                .max()
                .orElse(1);
        int needed = (lanes + LANES_PER_CONNECTION - 1) / LANES_PER_CONNECTION;
        int count = connections == null ? Math.max(CONNECTIONS, needed) : connections;
        if (count < 1 || count > CONNECTIONS_MAX) {
            throw new UsageException("--connections must be 1 to " + CONNECTIONS_MAX + ", is " + count);
        }
        // A call makes room after its future's callback has issued the next, so twice as many.
        int inFlightMax = Math.min(IN_FLIGHT_MAX, 2 * (lanes / count + 1) + IN_FLIGHT_SPARE);
        List<KvClient> clients = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            clients.add(session.connectBusy(inFlightMax));
        }
        return new RatisKvTarget(clients, settings.data());
    }

    /** Those that were named; else those of the local cluster, if it is the one that is measured. */
    private List<Long> pids() {
        if (!pids.isEmpty()) {
            return pids;
        }
        List<String> endpoints = session.endpoints();
        Optional<LocalCluster> local = where.directory(session)
                .read()
                .filter(layout -> layout.endpoints().containsAll(endpoints))
                .map(layout -> new LocalCluster(where.directory(session), layout));
        return local.stream()
                .flatMap(cluster -> cluster.members().stream())
                .map(LocalMember::process)
                .flatMap(Optional::stream)
                .map(ProcessHandle::pid)
                .toList();
    }

    private void show(List<Result> results, Settings settings) throws IOException {
        Output output = session.output(Format.TABLE);
        boolean json = output.format() == Format.JSON;
        output.all(
                "results",
                results.stream()
                        .map(json ? ResultRows::json : ResultRows::table)
                        .toList(),
                about(settings));
        results.forEach(result -> ResultRows.notes(result).forEach(session.console()::note));
        if (settings.serverPids().isEmpty()) {
            session.console()
                    .note("the members' processes are not known here: what an operation costs them is left out"
                            + " (--pids)");
        }
        if (html != null) {
            Files.writeString(session.resolve(html), HtmlReport.of(results, settings));
            session.console().note("plots: " + session.resolve(html));
        }
    }

    private static Row about(Settings settings) {
        return new Row()
                .number("keys", settings.data().keys())
                .number("keySize", settings.data().keySize())
                .number("valueSize", settings.data().valueSize())
                .text("distribution", settings.mix().distribution().name().toLowerCase(Locale.ROOT))
                .number("seed", settings.seed())
                .number("warmupMillis", settings.window().warmup().toMillis());
    }
}
