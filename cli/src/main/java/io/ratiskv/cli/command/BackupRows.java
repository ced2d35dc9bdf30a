package io.ratiskv.cli.command;

import io.ratiskv.cli.output.Row;
import io.ratiskv.cli.output.Units;
import io.ratiskv.cli.session.Session;
import io.ratiskv.cli.session.UsageException;
import io.ratiskv.client.Backup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** A backup as rows and sentences. */
final class BackupRows {
    private BackupRows() {}

    /** The file that the user means. */
    static Path existing(Session session, Path file) {
        Path path = session.resolve(file);
        if (!Files.isRegularFile(path)) {
            throw new UsageException("there is no file " + path);
        }
        return path;
    }

    static Row row(Path file, Backup backup) {
        return new Row()
                .text("file", file.toString())
                .text("cluster", backup.clusterId())
                .text("member", backup.memberId())
                .text("takenAt", backup.takenAt().toString())
                .number("revision", backup.revision())
                .number("keys", backup.keys())
                .number("bytes", backup.bytes(), Units.bytes(backup.bytes()));
    }

    /** All that it says of itself. */
    static Row full(Path file, Backup backup) {
        return row(file, backup)
                .number("compactRevision", backup.compactRevision())
                .number("term", backup.term())
                .number("index", backup.index())
                .number("logTimeMillis", backup.logTime().toMillis(), Units.time(backup.logTime()))
                .text("stateHash", String.format(Locale.ROOT, "%016x", backup.stateHash()))
                .number("files", backup.files())
                .text("version", backup.version())
                .text("id", backup.id());
    }

    static String sentence(Path file, Backup backup) {
        return String.format(
                Locale.ROOT,
                "%s: cluster %s at revision %d, %,d keys, %s, taken at %s",
                file,
                backup.clusterId(),
                backup.revision(),
                backup.keys(),
                Units.bytes(backup.bytes()),
                backup.takenAt());
    }
}
