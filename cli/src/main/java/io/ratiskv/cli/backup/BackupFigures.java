package io.ratiskv.cli.backup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;

/**
 * How scheduled backups go, as a file in Prometheus' text format, for the text file collector of a node exporter.
 *
 * <p>Thread: one.
 */
public final class BackupFigures {
    private final Path file;
    private long failures;
    private Instant lastSuccess = Instant.EPOCH;
    private Duration took = Duration.ZERO;
    private long bytes;
    private int kept;

    public BackupFigures(Path file) {
        this.file = file;
    }

    public void succeeded(Instant at, Duration duration, long size, int backupsKept) throws IOException {
        lastSuccess = at;
        took = duration;
        bytes = size;
        kept = backupsKept;
        write(at, true);
    }

    public void failed(Instant at) throws IOException {
        failures++;
        write(at, false);
    }

    private void write(Instant at, boolean good) throws IOException {
        StringBuilder text = new StringBuilder();
        gauge(text, "last_attempt_timestamp_seconds", "When a backup was tried last.", at.getEpochSecond());
        gauge(text, "last_attempt_good", "1 if that became a verified backup.", good ? 1 : 0);
        gauge(
                text,
                "last_success_timestamp_seconds",
                "When the newest verified backup was made by this process; 0: none was.",
                lastSuccess.getEpochSecond());
        gauge(text, "failures", "Backups that failed since this process was started.", failures);
        gauge(text, "duration_milliseconds", "How long the newest one took, verified.", took.toMillis());
        gauge(text, "bytes", "Size of the newest one.", bytes);
        gauge(text, "kept", "Backups of the cluster that are kept.", kept);
        Path draft = file.resolveSibling(file.getFileName() + ".tmp");
        Files.writeString(draft, text);
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void gauge(StringBuilder text, String name, String help, long value) {
        String full = "ratiskv_backup_" + name;
        text.append("# HELP ").append(full).append(' ').append(help).append('\n');
        text.append("# TYPE ").append(full).append(" gauge\n");
        text.append(full).append(' ').append(value).append('\n');
    }
}
