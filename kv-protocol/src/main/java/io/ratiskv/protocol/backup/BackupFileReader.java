package io.ratiskv.protocol.backup;

import com.google.protobuf.InvalidProtocolBufferException;
import io.ratiskv.protocol.BackupManifest;
import io.ratiskv.protocol.BackupPiece;
import io.ratiskv.protocol.BackupRecord;
import io.ratiskv.protocol.backup.BackupFileException.Reason;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads a backup file from its beginning to its end, and checks every byte on the way: each record by its CRC-32C, each
 * file of the backup by the one in the manifest, and the whole by the SHA-256 in the trailer. Holds one record in memory.
 *
 * <p>Thread: one.
 */
public final class BackupFileReader implements AutoCloseable {
    private static final int BUFFER_BYTES = 1 << 16;

    private final Path path;
    private final InputStream in;
    private final MessageDigest digest = BackupFormat.digest();
    private final BackupManifest manifest;
    private final PieceOrder order;
    private long position;
    private byte @Nullable [] sha256;

    private BackupFileReader(Path path, InputStream in) throws IOException {
        this.path = path;
        this.in = in;
        readHeader();
        BackupRecord first = nextRecord();
        if (first == null || !first.hasManifest()) {
            throw wrong(first == null ? Reason.CUT_OFF : Reason.DAMAGED, "it has no manifest");
        }
        this.manifest = first.getManifest();
        this.order = ordered(manifest);
    }

    /**
     * Reads as far as the manifest.
     *
     * @throws BackupFileException if that cannot be read; what comes behind it is not looked at yet
     * @throws IOException if the file cannot be
     */
    public static BackupFileReader open(Path path) throws IOException {
        return over(path, Files.newInputStream(path));
    }

    /** As {@link #open}, of a file that is open already. */
    static BackupFileReader over(Path path, InputStream opened) throws IOException {
        InputStream in = new BufferedInputStream(opened, BUFFER_BYTES);
        try {
            return new BackupFileReader(path, in);
        } catch (IOException | RuntimeException e) {
            in.close();
            throw e;
        }
    }

    public BackupManifest manifest() {
        return manifest;
    }

    /**
     * The next piece; null: that was all, and every byte was as it was written.
     *
     * @throws BackupFileException if it is not
     */
    public @Nullable BackupPiece next() throws IOException {
        if (sha256 != null) {
            return null;
        }
        byte[] found = digestSoFar();
        BackupRecord record = nextRecord();
        if (record == null) {
            throw wrong(Reason.CUT_OFF, "it ends after " + position + " bytes and has no trailer");
        }
        if (record.hasPiece()) {
            try {
                order.accept(record.getPiece());
            } catch (BackupFileException e) {
                throw wrong(e.reason(), String.valueOf(e.getMessage()));
            }
            return record.getPiece();
        }
        if (!record.hasTrailer() || !order.isComplete()) {
            throw wrong(Reason.DAMAGED, "a record is not the one that follows");
        }
        if (!MessageDigest.isEqual(found, record.getTrailer().getSha256().toByteArray())) {
            throw wrong(Reason.DAMAGED, "it does not match its SHA-256");
        }
        if (in.read() >= 0) {
            throw wrong(Reason.DAMAGED, "something follows its trailer");
        }
        sha256 = found;
        return null;
    }

    /**
     * What names this backup among all.
     *
     * @throws IllegalStateException if it has not been read to its end
     */
    public byte[] sha256() {
        if (sha256 == null) {
            throw new IllegalStateException("the backup was not read to its end");
        }
        return sha256.clone();
    }

    /** Bytes of the file that were read, and found to be right. */
    public long position() {
        return position;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    PieceOrder order() {
        return order;
    }

    /** Over the bytes up to {@link #position}. */
    MessageDigest digest() {
        return digest;
    }

    private byte[] digestSoFar() {
        try {
            return ((MessageDigest) digest.clone()).digest();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("SHA-256 of this Java cannot be copied", e);
        }
    }

    private void readHeader() throws IOException {
        byte[] header = in.readNBytes(BackupFormat.HEADER_BYTES);
        byte[] magic = BackupFormat.magic();
        if (header.length < magic.length || !Arrays.equals(header, 0, magic.length, magic, 0, magic.length)) {
            throw wrong(Reason.NOT_A_BACKUP, "it is not a ratis-kv backup");
        }
        if (header.length < BackupFormat.HEADER_BYTES) {
            throw wrong(Reason.CUT_OFF, "it ends within its header");
        }
        int version = ByteBuffer.wrap(header).getInt(magic.length);
        if (version != BackupFormat.VERSION) {
            throw wrong(
                    Reason.UNKNOWN_FORMAT,
                    "it has format " + Integer.toUnsignedString(version) + ", this build reads format "
                            + BackupFormat.VERSION + ": use the version that wrote it");
        }
        passed(header);
    }

    /** Null at the end of the file. */
    private @Nullable BackupRecord nextRecord() throws IOException {
        byte[] header = in.readNBytes(BackupFormat.RECORD_HEADER_BYTES);
        if (header.length == 0) {
            return null;
        }
        if (header.length < BackupFormat.RECORD_HEADER_BYTES) {
            throw wrong(Reason.CUT_OFF, "it ends within a record");
        }
        int length = ByteBuffer.wrap(header).getInt();
        if (length < 0 || length > BackupFormat.RECORD_BYTES_MAX) {
            throw wrong(Reason.DAMAGED, "a record at " + position + " has no possible length");
        }
        byte[] body = in.readNBytes(length);
        if (body.length < length) {
            throw wrong(Reason.CUT_OFF, "it ends within a record");
        }
        if (ByteBuffer.wrap(header).getInt(Integer.BYTES) != BackupFormat.checksum(body)) {
            throw wrong(Reason.DAMAGED, "the record at " + position + " does not match its checksum");
        }
        try {
            BackupRecord record = BackupRecord.parseFrom(body);
            passed(header);
            passed(body);
            return record;
        } catch (InvalidProtocolBufferException e) {
            throw wrong(Reason.DAMAGED, "the record at " + position + " cannot be read");
        }
    }

    private void passed(byte[] bytes) {
        digest.update(bytes);
        position += bytes.length;
    }

    private PieceOrder ordered(BackupManifest of) throws BackupFileException {
        try {
            return new PieceOrder(of);
        } catch (BackupFileException e) {
            throw wrong(e.reason(), String.valueOf(e.getMessage()));
        }
    }

    private BackupFileException wrong(Reason reason, String what) {
        return new BackupFileException(
                reason, (reason == Reason.NOT_A_BACKUP ? "" : "the backup ") + path + " cannot be used: " + what);
    }
}
