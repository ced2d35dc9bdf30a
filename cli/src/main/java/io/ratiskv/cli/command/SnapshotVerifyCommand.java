package io.ratiskv.cli.command;

import io.ratiskv.cli.local.RestoreException;
import io.ratiskv.cli.local.RestoreTool;
import io.ratiskv.cli.local.ServerCommand;
import io.ratiskv.cli.output.Format;
import io.ratiskv.cli.session.ExitCode;
import io.ratiskv.cli.session.Session;
import io.ratiskv.client.Backup;
import io.ratiskv.client.BackupFileException;
import io.ratiskv.client.BackupFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "verify",
        description = {
            "Reads a backup whole and checks every checksum, then opens it as a store, reads every row and compares keys,"
                    + " revision and state hash with what it says of itself. Asks no cluster.",
            "Exit code 0: it is good; 1: it is not."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  kvctl snapshot verify monday.backup",
            "  kvctl snapshot verify monday.backup --checksums-only     needs no room for the unpacked store"
        })
final class SnapshotVerifyCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(index = "0", paramLabel = "FILE", description = "The backup.")
    private Path file = Path.of("");

    @Option(names = "--checksums-only", description = "Do not open it as a store.")
    private boolean checksumsOnly;

    @Option(
            names = "--work",
            paramLabel = "DIRECTORY",
            description = "Where it is unpacked for that. Default: the directory for temporary files.")
    private @Nullable Path work;

    SnapshotVerifyCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path path = BackupRows.existing(session, file);
        try (WorkProgress progress = new WorkProgress(session.console())) {
            Backup backup;
            if (checksumsOnly) {
                backup = BackupFiles.verify(path, progress::show);
            } else {
                backup = BackupFiles.inspect(path);
                open(path, progress);
            }
            progress.close();
            session.output(Format.SIMPLE)
                    .one(BackupRows.row(file, backup).flag("good", true), "good: " + BackupRows.sentence(file, backup));
            return ExitCode.OK;
        } catch (BackupFileException | RestoreException bad) {
            if (bad instanceof RestoreException refused && !refused.isAboutTheFile()) {
                throw refused;
            }
            session.console().note("kvctl: " + bad.getMessage());
            session.console().note("  -> do not rely on it: use an older one, and save a new one");
            return ExitCode.NO;
        }
    }

    private void open(Path path, WorkProgress progress) throws IOException, InterruptedException {
        Path unpacked = work == null
                ? Files.createTempDirectory("kvctl-verify")
                : Files.createTempDirectory(session.resolve(work), "kvctl-verify");
        try {
            new RestoreTool(ServerCommand.ofProcess(ServerCommand.HEAP, List.of()), progress::at)
                    .verify(path, unpacked.resolve("store"));
        } finally {
            Files.deleteIfExists(unpacked);
        }
    }
}
