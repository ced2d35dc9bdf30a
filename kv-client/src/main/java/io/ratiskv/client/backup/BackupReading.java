package io.ratiskv.client.backup;

import io.ratiskv.client.Backup;
import io.ratiskv.client.BackupFileException;
import io.ratiskv.client.BackupProgress;
import io.ratiskv.protocol.BackupFile;
import io.ratiskv.protocol.BackupManifest;
import io.ratiskv.protocol.backup.BackupFileReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;

/** Backup files in the words of the client's users. */
public final class BackupReading {
    private static final long TELL_EVERY_BYTES = 4 << 20;

    private BackupReading() {}

    /** See {@link io.ratiskv.client.BackupFiles#inspect}. */
    public static Backup manifest(Path file) throws IOException {
        try (BackupFileReader reader = BackupFileReader.open(file)) {
            return described(reader.manifest());
        } catch (io.ratiskv.protocol.backup.BackupFileException e) {
            throw translated(e);
        }
    }

    /** See {@link io.ratiskv.client.BackupFiles#verify}. */
    public static Backup whole(Path file, Consumer<BackupProgress> progress) throws IOException {
        try (BackupFileReader reader = BackupFileReader.open(file)) {
            long total = Files.size(file);
            long told = 0;
            while (reader.next() != null) {
                if (reader.position() - told >= TELL_EVERY_BYTES) {
                    told = reader.position();
                    progress.accept(new BackupProgress("reading " + file, told, total));
                }
            }
            return described(reader.manifest());
        } catch (io.ratiskv.protocol.backup.BackupFileException e) {
            throw translated(e);
        }
    }

    static BackupFileException translated(io.ratiskv.protocol.backup.BackupFileException wrong) {
        return new BackupFileException(
                String.valueOf(wrong.getMessage()),
                switch (wrong.reason()) {
                    case NOT_A_BACKUP -> BackupFileException.Reason.NOT_A_BACKUP;
                    case UNKNOWN_FORMAT -> BackupFileException.Reason.UNKNOWN_FORMAT;
                    case CUT_OFF -> BackupFileException.Reason.CUT_OFF;
                    case DAMAGED -> BackupFileException.Reason.DAMAGED;
                });
    }

    static long bytes(BackupManifest manifest) {
        return manifest.getFilesList().stream().mapToLong(BackupFile::getSize).sum();
    }

    static Backup described(BackupManifest manifest) {
        return new Backup(
                manifest.getId(),
                manifest.getClusterId(),
                manifest.getMemberId(),
                manifest.getVersion(),
                manifest.getTerm(),
                manifest.getIndex(),
                manifest.getRevision(),
                manifest.getCompactRevision(),
                manifest.getKeys(),
                Duration.ofMillis(manifest.getLogTimeMs()),
                manifest.getStateHash(),
                Instant.ofEpochMilli(manifest.getTakenAtMs()),
                manifest.getFilesCount(),
                bytes(manifest));
    }
}
