package io.ratiskv.cli.command;

import io.ratiskv.cli.local.ClassArchive;
import io.ratiskv.cli.local.ClusterDirectory;
import io.ratiskv.cli.local.ClusterLayout;
import io.ratiskv.cli.local.LocalCluster;
import io.ratiskv.cli.local.LocalMember;
import io.ratiskv.cli.local.ServerCommand;
import io.ratiskv.cli.output.Format;
import io.ratiskv.cli.output.Output;
import io.ratiskv.cli.output.Row;
import io.ratiskv.cli.session.Console;
import io.ratiskv.cli.session.ExitCode;
import io.ratiskv.cli.session.Session;
import io.ratiskv.cli.session.UsageException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "up",
        description = "Starts a cluster on this machine and waits until it serves. Members that were stopped or killed"
                + " are started again with their data; a cluster that runs is left as it is.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  kvctl up                            three members, data in ./.ratis-kv",
            "  kvctl up --nodes 1 --dir /tmp/kv --base-port 9101",
            "  kvctl up --foreground               until Ctrl-C",
            "  kvctl up --heap 2g --set snapshot.every-entries=1000000",
            "  kvctl down                          stops it; the data stays"
        })
final class UpCommand implements Callable<Integer> {
    private final Session session;

    @Mixin
    private ClusterOptions where = new ClusterOptions();

    @Option(names = "--nodes", paramLabel = "N", description = "1, 3 or 5 members. Default: 3.")
    private @Nullable Integer nodes;

    @Option(
            names = "--base-port",
            paramLabel = "PORT",
            description =
                    "Client port of the first member; the others follow, Raft ports are 100 higher, HTTP ports (metrics, probes) 200. Default: 7101.")
    private @Nullable Integer basePort;

    @Option(
            names = "--heap",
            paramLabel = "SIZE",
            description =
                    "Java heap of each member, such as 512m (default) or 2g; at least 448m unless bounds are lowered.")
    private String heap = ServerCommand.HEAP;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "A setting of the members; see docs/configuration.md.")
    private List<String> settings = List.of();

    @Option(names = "--wait", paramLabel = "TIME", description = "How long to wait until it serves. Default: 60s.")
    private Duration wait = Duration.ofSeconds(60);

    @Option(names = "--foreground", description = "Stay, and stop the members at Ctrl-C.")
    private boolean foreground;

    UpCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws InterruptedException {
        ServerCommand command = serverCommand();
        LocalCluster cluster = cluster();
        Console console = session.console();
        if (foreground) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> cluster.stopAll(DownCommand.GRACE), "stop-members"));
        }
        List<LocalMember> started = cluster.startAll(command, archive(command));
        started.forEach(member -> console.note(
                "starting " + member.id() + " at " + member.place().endpoint() + ", log in " + member.log()));
        new Readiness(session, cluster).await(wait);
        if (started.isEmpty()) {
            console.note("the cluster in " + cluster.directory().path() + " is already running");
        }
        show(cluster);
        if (foreground) {
            stay(cluster);
        }
        return ExitCode.OK;
    }

    private LocalCluster cluster() {
        ClusterDirectory place = where.directory(session);
        Optional<ClusterLayout> found = place.read();
        if (found.isEmpty()) {
            return new LocalCluster(
                    place,
                    place.create(nodes == null ? 3 : nodes, basePort == null ? ClusterLayout.BASE_PORT : basePort));
        }
        ClusterLayout layout = found.get();
        if (nodes != null && nodes != layout.nodes()) {
            throw new UsageException("the cluster in " + place.path() + " has " + layout.nodes() + " members, not "
                    + nodes + "; make another one with --dir, or remove this one with its data: kvctl down --wipe");
        }
        if (basePort != null && basePort != layout.basePort()) {
            throw new UsageException("the cluster in " + place.path() + " was made with --base-port "
                    + layout.basePort() + "; its addresses are part of its data");
        }
        return new LocalCluster(place, layout);
    }

    private ServerCommand serverCommand() {
        if (nodes != null && nodes != 1 && nodes != 3 && nodes != 5) {
            throw new UsageException("a cluster has 1, 3 or 5 members, not " + nodes);
        }
        if (!heap.matches("[0-9]{1,6}[kKmMgG]")) {
            throw new UsageException("--heap: '" + heap + "' is not a size such as 512m or 2g");
        }
        settings.forEach(setting -> {
            if (!setting.matches("[a-z][a-z0-9.-]*=.*")) {
                throw new UsageException("--set: '" + setting + "' is not KEY=VALUE");
            }
        });
        return ServerCommand.ofProcess(heap, settings);
    }

    /** Beside the members' jars, if the script that started us says where. */
    private static ClassArchive archive(ServerCommand command) {
        String directory = System.getProperty("kvctl.server.archives", "");
        return directory.isEmpty() ? ClassArchive.NONE : ClassArchive.in(Path.of(directory), command.classPath());
    }

    private void show(LocalCluster cluster) {
        Output output = session.output(Format.TABLE);
        List<Row> rows = cluster.members().stream()
                .map(member -> new Row()
                        .text("member", member.id())
                        .text("endpoint", member.place().endpoint())
                        .number("pid", member.process().map(ProcessHandle::pid).orElse(0L))
                        .text("log", member.log().toString()))
                .toList();
        output.all("members", rows, new Row().text("cluster", cluster.layout().clusterId()));
        if (output.format() == Format.TABLE) {
            session.console().note("""

                            The cluster serves. Try:
                              %1$s put greeting hello
                              %1$s get greeting
                              %1$s status
                              %1$s kill leader     and then: %1$s get greeting
                              %1$s top             how busy they are; metrics at http://%2$s/metrics
                              %1$s down            stops it; the data stays, '%1$s up' goes on""".formatted(
                            System.getProperty("kvctl.name", "kvctl"),
                            cluster.members().get(0).place().http()));
        }
    }

    private void stay(LocalCluster cluster) throws InterruptedException {
        session.console().note("\nCtrl-C stops the members.");
        session.console().out().flush();
        List<LocalMember> running = cluster.members();
        while (!running.isEmpty()) {
            Thread.sleep(500);
            List<LocalMember> gone = running.stream()
                    .filter(member -> member.process().isEmpty())
                    .toList();
            gone.forEach(member ->
                    session.console().note(member.id() + " has ended; 'kvctl up' in another terminal starts it again"));
            running = running.stream().filter(member -> !gone.contains(member)).toList();
        }
    }
}
