package io.ratiskv.cli.command;

import io.ratiskv.cli.output.Format;
import io.ratiskv.cli.session.ExitCode;
import io.ratiskv.cli.session.Session;
import io.ratiskv.client.Backup;
import io.ratiskv.client.BackupFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "inspect",
        description = "What a backup says of itself. Reads its beginning only, and asks no cluster.",
        footerHeading = "%nExamples:%n",
        footer = {"  kvctl snapshot inspect monday.backup -o json"})
final class SnapshotInspectCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(index = "0", paramLabel = "FILE", description = "The backup.")
    private Path file = Path.of("");

    SnapshotInspectCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException {
        Backup backup = BackupFiles.inspect(BackupRows.existing(session, file));
        session.output(Format.SIMPLE).one(BackupRows.full(file, backup), BackupRows.sentence(file, backup));
        return ExitCode.OK;
    }
}
