package io.ratiskv.cli.command;

import io.ratiskv.cli.output.Format;
import io.ratiskv.cli.output.Row;
import io.ratiskv.cli.output.Units;
import io.ratiskv.cli.session.ExitCode;
import io.ratiskv.cli.session.Session;
import io.ratiskv.client.Backup;
import io.ratiskv.client.KvClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "save",
        description = {
            "Saves a backup while the cluster goes on. What was acknowledged before this began is in it.",
            "Until it is whole it lies in FILE.part; interrupted, by Ctrl-C or a lost connection, the same command goes on"
                    + " where it stopped, for ten minutes. Then it begins anew."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  kvctl snapshot save monday.backup",
            "  kvctl snapshot save monday.backup --from h2:7100     from this member; default: a follower"
        })
final class SnapshotSaveCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(index = "0", paramLabel = "FILE", description = "Must not exist.")
    private Path file = Path.of("");

    @Option(
            names = "--from",
            paramLabel = "HOST:PORT",
            description = "Client address of the member to ask. Default: a follower, to spare the leader.")
    private String from = "";

    SnapshotSaveCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException {
        Path target = session.resolve(file);
        long begun = System.nanoTime();
        try (KvClient db = session.connect();
                WorkProgress progress = new WorkProgress(session.console())) {
            Backup backup = db.admin().backup(target, from, progress::show);
            progress.close();
            Duration took = Duration.ofNanos(System.nanoTime() - begun);
            Row row = BackupRows.row(file, backup).number("tookMillis", took.toMillis(), Units.time(took));
            session.output(Format.SIMPLE)
                    .one(row, "saved " + BackupRows.sentence(file, backup) + ", in " + Units.time(took));
            return ExitCode.OK;
        }
    }
}
