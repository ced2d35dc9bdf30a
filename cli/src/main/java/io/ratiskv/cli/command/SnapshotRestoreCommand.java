package io.ratiskv.cli.command;

import io.ratiskv.cli.local.ClusterDirectory;
import io.ratiskv.cli.local.ClusterLayout;
import io.ratiskv.cli.local.RestoreTool;
import io.ratiskv.cli.local.ServerCommand;
import io.ratiskv.cli.output.Format;
import io.ratiskv.cli.output.Row;
import io.ratiskv.cli.output.Units;
import io.ratiskv.cli.session.ExitCode;
import io.ratiskv.cli.session.Session;
import io.ratiskv.cli.session.UsageException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "restore",
        description = {
            "Makes the data directories of a new cluster from a backup, of as many members as you like. Nothing that is"
                    + " there is written over.",
            "Either for a cluster on this machine, which 'kvctl up' starts then (--dir, --nodes), or for one member of any"
                    + " cluster (--data-dir, --member, --new-cluster-id): then once for each member that is named in"
                    + " cluster.peers, with the same file and the same options.",
            "Keys, values and leases are those of the backup. Revisions go on far above, all history counts as compacted,"
                    + " and sessions are gone: old clients, watches and near caches notice."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  kvctl snapshot restore monday.backup --dir ./restored --nodes 5",
            "  kvctl up --dir ./restored",
            "  kvctl snapshot restore monday.backup --data-dir /data --member n1 --new-cluster-id orders-2"
        })
final class SnapshotRestoreCommand implements Callable<Integer> {
    /** More than a cluster makes in a day at its fastest. */
    private static final long REVISIONS_FORWARD = 1_000_000_000;

    private static final long REVISIONS_FORWARD_MAX = 1L << 60;

    private final Session session;

    @Parameters(index = "0", paramLabel = "FILE", description = "The backup.")
    private Path file = Path.of("");

    @Mixin
    private ClusterOptions where = new ClusterOptions();

    @Option(names = "--nodes", paramLabel = "N", description = "1, 3 or 5 members on this machine. Default: 3.")
    private int nodes = 3;

    @Option(names = "--base-port", paramLabel = "PORT", description = "As 'kvctl up' has it. Default: 7101.")
    private int basePort = ClusterLayout.BASE_PORT;

    @Option(names = "--data-dir", paramLabel = "DIRECTORY", description = "Empty data directory of one member.")
    private @Nullable Path dataDirectory;

    @Option(names = "--member", paramLabel = "NAME", description = "That member's name, its member.id.")
    private @Nullable String member;

    @Option(
            names = "--new-cluster-id",
            paramLabel = "NAME",
            description = "The new cluster's name, its cluster.id. A cluster on this machine gets one by itself.")
    private @Nullable String newClusterId;

    @Option(
            names = "--revisions-forward",
            paramLabel = "N",
            description = "How far revisions go forward: more than the old cluster has made since the backup. Default:"
                    + " 1000000000.")
    private long revisionsForward = REVISIONS_FORWARD;

    @Option(
            names = "--same-cluster-id",
            description = "The new cluster may have the old one's name. Only if the old one is gone for good.")
    private boolean sameClusterId;

    @Option(
            names = "--keep-own",
            description = "A directory that is this member's already, in the new cluster, is left as it is, and that is"
                    + " success: for what runs before each start of a member.")
    private boolean keepOwn;

    SnapshotRestoreCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (revisionsForward < 1 || revisionsForward > REVISIONS_FORWARD_MAX) {
            throw new UsageException(
                    "--revisions-forward must be 1 to " + REVISIONS_FORWARD_MAX + ", is " + revisionsForward);
        }
        if (newClusterId != null && !newClusterId.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,63}")) {
            throw new UsageException(
                    "--new-cluster-id: '" + newClusterId + "' is not a name of letters, digits, '.', '_' and '-'");
        }
        BackupRows.existing(session, file);
        return dataDirectory == null ? here() : oneMember(dataDirectory);
    }

    private int here() throws IOException, InterruptedException {
        if (member != null) {
            throw new UsageException(
                    "--member needs --data-dir: a cluster on this machine names its members by itself");
        }
        ClusterDirectory place = where.directory(session);
        if (place.read().isPresent()) {
            throw new UsageException("there is a cluster in " + place.path()
                    + ": a restore makes a new one. Name another directory with --dir, or remove that cluster with its"
                    + " data: kvctl down --wipe");
        }
        ClusterLayout layout =
                new ClusterLayout(newClusterId == null ? ClusterDirectory.newName() : newClusterId, nodes, basePort);
        Map<String, Path> directories = new LinkedHashMap<>();
        layout.places().forEach(one -> directories.put(one.id(), place.data(one.id())));
        int code = restore(layout.clusterId(), directories);
        place.create(layout);
        session.console()
                .note("'" + System.getProperty("kvctl.name", "kvctl") + " up --dir " + place.path() + "' starts it");
        return code;
    }

    private int oneMember(Path directory) throws IOException, InterruptedException {
        if (member == null || newClusterId == null) {
            throw new UsageException("--data-dir needs --member and --new-cluster-id, as that member's member.id and"
                    + " cluster.id will have them");
        }
        if (!member.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,63}")) {
            throw new UsageException("--member: '" + member + "' is not a name");
        }
        int code = restore(newClusterId, Map.of(member, session.resolve(directory)));
        session.console()
                .note("start the member with cluster.bootstrap=true, and restore into each of those that"
                        + " cluster.peers names before they first start");
        return code;
    }

    private int restore(String clusterId, Map<String, Path> directories) throws IOException, InterruptedException {
        long begun = System.nanoTime();
        RestoreTool.@Nullable Restored restored;
        try (WorkProgress progress = new WorkProgress(session.console())) {
            restored = new RestoreTool(ServerCommand.ofProcess(ServerCommand.HEAP, List.of()), progress::at)
                    .restore(session.resolve(file), clusterId, revisionsForward, sameClusterId, keepOwn, directories);
        }
        if (restored == null) {
            session.console()
                    .note("left as it is: it holds the data of " + String.join(", ", directories.keySet())
                            + " of cluster " + clusterId);
            return ExitCode.OK;
        }
        Duration took = Duration.ofNanos(System.nanoTime() - begun);
        Row row = new Row()
                .text("cluster", clusterId)
                .text("members", String.join(",", directories.keySet()))
                .number("revision", restored.revision())
                .number("keys", restored.keys())
                .text("origin", restored.origin())
                .number("tookMillis", took.toMillis(), Units.time(took));
        session.output(Format.SIMPLE)
                .one(
                        row,
                        String.format(
                                Locale.ROOT,
                                "restored %s for cluster %s: members %s, %,d keys, next revision %d, in %s",
                                file,
                                clusterId,
                                String.join(", ", directories.keySet()),
                                restored.keys(),
                                restored.revision() + 1,
                                Units.time(took)));
        return ExitCode.OK;
    }
}
