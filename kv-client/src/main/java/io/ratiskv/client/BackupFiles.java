package io.ratiskv.client;

import io.ratiskv.client.backup.BackupReading;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Backup files on this machine, as {@link Admin#backup} writes them. No cluster is asked. */
public final class BackupFiles {
    private BackupFiles() {}

    /**
     * What a backup says of itself. Only its beginning is read.
     *
     * @throws BackupFileException if that is not the beginning of a backup
     */
    public static Backup inspect(Path file) throws IOException {
        return BackupReading.manifest(file);
    }

    /**
     * Reads a backup to its end and checks every byte by its checksums. Whether its store can be opened is known to {@code
     * kvctl snapshot verify}, which asks the server's code.
     *
     * @param progress told now and then, on the calling thread
     * @throws BackupFileException if it is not whole
     */
    public static Backup verify(Path file, Consumer<BackupProgress> progress) throws IOException {
        return BackupReading.whole(file, progress);
    }
}
