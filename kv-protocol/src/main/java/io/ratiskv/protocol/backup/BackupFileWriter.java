package io.ratiskv.protocol.backup;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.ByteString;
import io.ratiskv.protocol.BackupManifest;
import io.ratiskv.protocol.BackupPiece;
import io.ratiskv.protocol.BackupRecord;
import io.ratiskv.protocol.BackupTrailer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/**
 * Writes a backup file under a draft's name; only when it is whole and durable does it get its own. A draft that was left
 * behind can be gone on with: what of it is whole counts.
 *
 * <p>Thread: one.
 */
public final class BackupFileWriter implements AutoCloseable {
    private final Path draft;
    private final FileChannel channel;
    private final BackupManifest manifest;
    private final PieceOrder order;
    private final MessageDigest digest;

    private BackupFileWriter(
            Path draft, FileChannel channel, BackupManifest manifest, PieceOrder order, MessageDigest digest) {
        this.draft = draft;
        this.channel = channel;
        this.manifest = manifest;
        this.order = order;
        this.digest = digest;
    }

    /** Begins a draft, in place of one that may be there. */
    public static BackupFileWriter begin(Path draft, BackupManifest manifest) throws IOException {
        FileChannel channel = locked(draft);
        try {
            requireDraft(draft, channel);
            channel.truncate(0);
            BackupFileWriter writer =
                    new BackupFileWriter(draft, channel, manifest, new PieceOrder(manifest), BackupFormat.digest());
            writer.write(BackupFormat.header());
            writer.write(BackupRecord.newBuilder().setManifest(manifest).build());
            return writer;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /**
     * Goes on with a draft, read whole for that; empty if there is none, or not even its manifest is whole.
     *
     * @throws IOException if another process writes it, or it is no draft of a backup but somebody's file
     */
    public static Optional<BackupFileWriter> resume(Path draft) throws IOException {
        if (!Files.exists(draft)) {
            return Optional.empty();
        }
        FileChannel channel = locked(draft);
        try {
            requireDraft(draft, channel);
            // Closed with the channel: a file that was opened a second time would take the lock with it when it is
            // closed.
            BackupFileReader reader = BackupFileReader.over(draft, Channels.newInputStream(channel));
            readWhatIsWhole(reader);
            channel.truncate(reader.position());
            channel.position(reader.position());
            return Optional.of(
                    new BackupFileWriter(draft, channel, reader.manifest(), reader.order(), reader.digest()));
        } catch (BackupFileException unusable) {
            channel.close();
            return Optional.empty();
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** A draft begins as a backup does, as far as it goes; or with zeros, where a power cut took what was written. */
    private static void requireDraft(Path draft, FileChannel channel) throws IOException {
        byte[] magic = BackupFormat.magic();
        ByteBuffer head = ByteBuffer.allocate(magic.length);
        while (head.hasRemaining() && channel.read(head, head.position()) >= 0) {
            // Short reads are read on.
        }
        byte[] found = Arrays.copyOf(head.array(), head.position());
        if (!Arrays.equals(found, Arrays.copyOf(magic, found.length))
                && !Arrays.equals(found, new byte[found.length])) {
            throw new FileAlreadyExistsException(
                    draft.toString(),
                    null,
                    "it is not what an interrupted backup leaves, and a backup is written there first: move it away, or"
                            + " choose another name");
        }
    }

    private static void readWhatIsWhole(BackupFileReader reader) throws IOException {
        try {
            while (!reader.order().isComplete() && reader.next() != null) {
                // Reading is the check.
            }
        } catch (BackupFileException cutOff) {
            if (cutOff.reason() != BackupFileException.Reason.CUT_OFF) {
                throw cutOff;
            }
        }
    }

    private static FileChannel locked(Path draft) throws IOException {
        FileChannel channel = opened(draft);
        FileLock lock;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            lock = null;
        }
        if (lock == null) {
            channel.close();
            throw new IOException("another process writes " + draft + "; wait for it, or choose another name");
        }
        return channel;
    }

    /** A backup holds everything that the store does: a new file is for its owner's eyes, where the disk knows owners. */
    private static FileChannel opened(Path draft) throws IOException {
        Set<StandardOpenOption> options =
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        if (draft.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return FileChannel.open(
                    draft, options, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
        return FileChannel.open(draft, options);
    }

    public BackupManifest manifest() {
        return manifest;
    }

    /** Position, in the manifest, of the file that the next piece belongs to. */
    public int file() {
        return order.file();
    }

    /** Where in that file the next piece begins. */
    public long offset() {
        return order.offset();
    }

    /** Bytes of the backup's files that are written. */
    public long bytes() {
        return order.bytes();
    }

    /** Whether every piece is there. */
    public boolean isComplete() {
        return order.isComplete();
    }

    /**
     * Takes the next piece.
     *
     * @throws BackupFileException if it is another one, or ends a file that does not match its checksum: nothing is written
     */
    public void add(BackupPiece piece) throws IOException {
        order.accept(piece);
        write(BackupRecord.newBuilder().setPiece(piece).build());
    }

    /**
     * Ends the file, makes it durable and gives it its name.
     *
     * @throws FileAlreadyExistsException if the name is taken; the draft stays
     */
    public void finish(Path target) throws IOException {
        if (!isComplete()) {
            throw new IllegalStateException("pieces are missing");
        }
        if (Files.exists(target)) {
            throw new FileAlreadyExistsException(target.toString());
        }
        ByteString sha256 = ByteString.copyFrom(digest.digest());
        write(BackupRecord.newBuilder()
                .setTrailer(BackupTrailer.newBuilder().setSha256(sha256))
                .build());
        channel.force(true);
        channel.close();
        Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel directory =
                FileChannel.open(requireNonNull(target.toAbsolutePath().getParent()), StandardOpenOption.READ)) {
            directory.force(true);
        }
    }

    /** What was written so far stays. */
    @Override
    public void close() throws IOException {
        channel.close();
    }

    private void write(BackupRecord record) throws IOException {
        write(BackupFormat.record(record.toByteArray()));
    }

    private void write(byte[] bytes) throws IOException {
        digest.update(bytes);
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }
}
