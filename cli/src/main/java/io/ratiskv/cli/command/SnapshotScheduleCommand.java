package io.ratiskv.cli.command;

import io.ratiskv.cli.backup.BackupDirectory;
import io.ratiskv.cli.backup.BackupFigures;
import io.ratiskv.cli.local.RestoreException;
import io.ratiskv.cli.local.RestoreTool;
import io.ratiskv.cli.local.ServerCommand;
import io.ratiskv.cli.output.Format;
import io.ratiskv.cli.output.RowSink;
import io.ratiskv.cli.output.Units;
import io.ratiskv.cli.session.ExitCode;
import io.ratiskv.cli.session.Session;
import io.ratiskv.cli.session.UsageException;
import io.ratiskv.client.Backup;
import io.ratiskv.client.BackupFileException;
import io.ratiskv.client.BackupFiles;
import io.ratiskv.client.KvClient;
import io.ratiskv.client.KvException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "schedule",
        description = {
            "Saves a backup into a directory again and again, verifies each, and then deletes the oldest beyond --keep. The"
                    + " newest good one is never deleted, and nothing is when a backup fails.",
            "Stays until it is told to end; with --once it makes one and ends, for cron and for Kubernetes."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  kvctl snapshot schedule --every 1h --keep 24 --directory /backups",
            "  kvctl snapshot schedule --once --keep 24 --directory /backups     exit code 0: there is a new good one",
            "  kvctl snapshot schedule --every 1h --directory /backups --metrics /var/lib/node_exporter/kv.prom"
        })
final class SnapshotScheduleCommand implements Callable<Integer> {
    private static final Duration EVERY_MIN = Duration.ofSeconds(1);
    private static final Duration EVERY_MAX = Duration.ofDays(365);

    /** After one that failed, if the next one is not due earlier. */
    private static final Duration RETRY_AFTER = Duration.ofMinutes(1);

    private final Session session;

    @Option(
            names = "--directory",
            required = true,
            paramLabel = "DIRECTORY",
            description = "Where they go. On another machine's disk, best.")
    private Path directory = Path.of("");

    @Option(names = "--every", paramLabel = "TIME", description = "From begin to begin. Default: 1h.")
    private Duration every = Duration.ofHours(1);

    @Option(names = "--keep", paramLabel = "N", description = "Backups of this cluster that are kept. Default: 24.")
    private int keep = 24;

    @Option(names = "--once", description = "Make one and end; exit code 0 if it is good.")
    private boolean once;

    @Option(
            names = "--from",
            paramLabel = "HOST:PORT",
            description = "Client address of the member to ask. Default: a follower.")
    private String from = "";

    @Option(
            names = "--checksums-only",
            description = "Verify checksums, without opening the store: as 'kvctl snapshot verify' has it.")
    private boolean checksumsOnly;

    @Option(
            names = "--metrics",
            paramLabel = "FILE",
            description = "Say there, in Prometheus' text format, how it goes.")
    private @Nullable Path metrics;

    SnapshotScheduleCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (keep < 1) {
            throw new UsageException("--keep must be at least 1, is " + keep);
        }
        if (every.compareTo(EVERY_MIN) < 0 || every.compareTo(EVERY_MAX) > 0) {
            throw new UsageException("--every must be 1s to 365d");
        }
        BackupDirectory backups = new BackupDirectory(session.resolve(directory));
        BackupFigures figures = metrics == null ? null : new BackupFigures(session.resolve(metrics));
        RowSink rows = session.output(Format.SIMPLE).live();
        try (Closeable alone = backups.prepare()) {
            if (once) {
                attempt(backups, figures, rows);
                return ExitCode.OK;
            }
            CountDownLatch stop = new CountDownLatch(1);
            Thread working = Thread.currentThread();
            try (Interruption interruption = new Interruption(() -> {
                stop.countDown();
                working.interrupt();
            })) {
                repeat(backups, figures, rows, stop);
                return interruption.endsWith(ExitCode.OK);
            }
        }
    }

    private void repeat(BackupDirectory backups, @Nullable BackupFigures figures, RowSink rows, CountDownLatch stop) {
        long dueNanos = System.nanoTime();
        try {
            while (!stop.await(Math.max(0, dueNanos - System.nanoTime()), TimeUnit.NANOSECONDS)) {
                long begunNanos = System.nanoTime();
                boolean good = tried(backups, figures, rows);
                Duration pause = good || every.compareTo(RETRY_AFTER) < 0 ? every : RETRY_AFTER;
                dueNanos = begunNanos + pause.toNanos();
            }
        } catch (InterruptedException toldToEnd) {
            // What was fetched so far stays, for whoever comes next.
            session.console().note("told to end");
        }
    }

    private boolean tried(BackupDirectory backups, @Nullable BackupFigures figures, RowSink rows)
            throws InterruptedException {
        try {
            attempt(backups, figures, rows);
            return true;
        } catch (IOException | KvException | RestoreException failure) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            session.console()
                    .note("kvctl: no backup at " + Instant.now() + ": " + failure.getMessage()
                            + "; older ones are kept, and it is tried again");
            return false;
        }
    }

    private void attempt(BackupDirectory backups, @Nullable BackupFigures figures, RowSink rows)
            throws IOException, InterruptedException {
        long begun = System.nanoTime();
        try {
            Backup backup = save(backups.draft());
            verify(backups);
            Path file = backups.accept(backup);
            int deleted = backups.prune(file, keep).size();
            int kept = backups.like(file).size();
            Duration took = Duration.ofNanos(System.nanoTime() - begun);
            note(figures, f -> f.succeeded(Instant.now(), took, Files.size(file), kept));
            rows.row(BackupRows.row(file.getFileName(), backup)
                    .number("tookMillis", took.toMillis(), Units.time(took))
                    .number("kept", kept)
                    .number("deleted", deleted));
        } catch (IOException | KvException | RestoreException failure) {
            note(figures, f -> f.failed(Instant.now()));
            throw failure;
        }
    }

    private interface Noting {
        void in(BackupFigures figures) throws IOException;
    }

    /** Figures that cannot be written make no good backup a bad one, and hide no failure. */
    private void note(@Nullable BackupFigures figures, Noting noting) {
        if (figures == null) {
            return;
        }
        try {
            noting.in(figures);
        } catch (IOException e) {
            session.console().note("kvctl: cannot write " + metrics + ", which --metrics names: " + e);
        }
    }

    private Backup save(Path draft) throws IOException {
        if (Files.exists(draft)) {
            // Whole, but whoever made it ended before it was verified: it may be old by now.
            Files.delete(draft);
        }
        try (KvClient db = session.connect();
                WorkProgress progress = new WorkProgress(session.console())) {
            return db.admin().backup(draft, from, progress::show);
        }
    }

    /** One that is not good is deleted: it must not be taken for one. */
    private void verify(BackupDirectory backups) throws IOException, InterruptedException {
        Path draft = backups.draft();
        try (WorkProgress progress = new WorkProgress(session.console())) {
            if (checksumsOnly) {
                BackupFiles.verify(draft, progress::show);
            } else {
                new RestoreTool(ServerCommand.ofProcess(ServerCommand.HEAP, List.of()), progress::at)
                        .verify(draft, backups.unpacked());
            }
        } catch (BackupFileException | RestoreException bad) {
            Files.deleteIfExists(draft);
            throw bad;
        }
    }
}
