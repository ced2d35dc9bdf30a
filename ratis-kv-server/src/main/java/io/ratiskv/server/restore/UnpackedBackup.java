package io.ratiskv.server.restore;

import io.ratiskv.protocol.BackupFile;
import io.ratiskv.protocol.BackupManifest;
import io.ratiskv.protocol.BackupPiece;
import io.ratiskv.protocol.backup.BackupFileException;
import io.ratiskv.protocol.backup.BackupFileReader;
import io.ratiskv.server.apply.NewBeginning;
import io.ratiskv.server.apply.StateCopy;
import io.ratiskv.server.apply.StateLimits;
import io.ratiskv.server.raft.Durable;
import io.ratiskv.server.restore.RestoreRefused.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;

/** A backup's files in a directory of their own, once every byte of the backup was found to be right. */
final class UnpackedBackup implements AutoCloseable {
    /** Format of a member's snapshot, which the files of a backup are. */
    static final int FORMAT = 1;

    private final Path directory;
    private final BackupManifest manifest;
    private final byte[] sha256;

    private UnpackedBackup(Path directory, BackupManifest manifest, byte[] sha256) {
        this.directory = directory;
        this.manifest = manifest;
        this.sha256 = sha256;
    }

    /** What a backup says of itself, if this build can use it. */
    static BackupManifest manifestOf(Path file) throws IOException, RestoreRefused {
        try (BackupFileReader reader = BackupFileReader.open(file)) {
            return known(file, reader.manifest());
        } catch (BackupFileException e) {
            throw RestoreRefused.of(e);
        }
    }

    /**
     * Reads a backup to its end.
     *
     * @param directory must not exist, its parent must; deleted when this is closed, or if this fails
     */
    static UnpackedBackup of(Path file, Path directory, Steps steps) throws IOException, RestoreRefused {
        Files.createDirectory(directory);
        try (BackupFileReader reader = BackupFileReader.open(file)) {
            BackupManifest manifest = known(file, reader.manifest());
            unpack(reader, manifest, directory, Files.size(file), steps);
            return new UnpackedBackup(directory, manifest, reader.sha256());
        } catch (BackupFileException e) {
            Durable.deleteTree(directory);
            throw RestoreRefused.of(e);
        } catch (IOException | RuntimeException | RestoreRefused e) {
            Durable.deleteTree(directory);
            throw e;
        }
    }

    BackupManifest manifest() {
        return manifest;
    }

    byte[] sha256() {
        return sha256.clone();
    }

    Path directory() {
        return directory;
    }

    /** Opens the files as a store, reads every row, and compares what is counted with what the manifest says. */
    void requireTrue(StateLimits limits) throws RestoreRefused {
        StateCopy found;
        try {
            found = NewBeginning.inspect(directory, limits);
        } catch (RuntimeException e) {
            throw new RestoreRefused(
                    Reason.WRONG_STATE,
                    "the backup's bytes are as they were written, but no store can be opened from them: "
                            + e.getMessage());
        }
        requireSame("keys", manifest.getKeys(), found.keys());
        requireSame("revision", manifest.getRevision(), found.state().revision());
        requireSame(
                "compact revision", manifest.getCompactRevision(), found.state().compactRevision());
        requireSame("log index", manifest.getIndex(), found.position().index());
        requireSame("state hash", manifest.getStateHash(), found.state().stateHash());
    }

    @Override
    public void close() throws IOException {
        Durable.deleteTree(directory);
    }

    private static BackupManifest known(Path file, BackupManifest manifest) throws RestoreRefused {
        if (manifest.getFormat() != FORMAT) {
            throw new RestoreRefused(
                    Reason.UNKNOWN_FORMAT,
                    "the backup " + file + " holds files of format " + Integer.toUnsignedString(manifest.getFormat())
                            + ", this build reads format " + FORMAT + ": use the version that wrote it ("
                            + manifest.getVersion() + ")");
        }
        for (BackupFile one : manifest.getFilesList()) {
            if (!one.getName().matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
                throw new RestoreRefused(
                        Reason.DAMAGED, "the backup " + file + " names a file that no store has: " + one.getName());
            }
        }
        return manifest;
    }

    private static void unpack(
            BackupFileReader reader, BackupManifest manifest, Path directory, long total, Steps steps)
            throws IOException {
        Map<Integer, FileChannel> open = new HashMap<>();
        try {
            for (BackupFile empty : manifest.getFilesList()) {
                Files.createFile(directory.resolve(empty.getName()));
            }
            for (BackupPiece piece = reader.next(); piece != null; piece = reader.next()) {
                FileChannel channel = open.get(piece.getFile());
                if (channel == null) {
                    // One after the other: those before it are whole.
                    closeAll(open);
                    String name = manifest.getFiles(piece.getFile()).getName();
                    channel = FileChannel.open(directory.resolve(name), StandardOpenOption.WRITE);
                    open.put(piece.getFile(), channel);
                }
                ByteBuffer data = piece.getData().asReadOnlyByteBuffer();
                while (data.hasRemaining()) {
                    channel.write(data);
                }
                steps.at("reading", reader.position(), total);
            }
        } finally {
            closeAll(open);
        }
    }

    private static void closeAll(Map<Integer, FileChannel> open) throws IOException {
        for (FileChannel channel : open.values()) {
            channel.close();
        }
        open.clear();
    }

    private static void requireSame(String what, long said, long found) throws RestoreRefused {
        if (said != found) {
            throw new RestoreRefused(
                    Reason.WRONG_STATE,
                    "the backup's bytes are as they were written, but its store has " + what + " " + found
                            + " where its manifest says " + said);
        }
    }
}
