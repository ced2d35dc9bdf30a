package io.ratiskv.protocol.backup;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.zip.CRC32C;

/** The numbers of the backup file. */
public final class BackupFormat {
    /** Version of the file format. */
    public static final int VERSION = 1;

    /** Most bytes of one piece. */
    public static final int PIECE_BYTES_MAX = 1 << 20;

    /** Most bytes of a record's body: a manifest of some ten thousand files. */
    static final int RECORD_BYTES_MAX = 4 << 20;

    static final int RECORD_HEADER_BYTES = 8;
    static final int HEADER_BYTES = 12;

    private static final String MAGIC = "RATISKVB";

    private BackupFormat() {}

    static byte[] magic() {
        return MAGIC.getBytes(StandardCharsets.US_ASCII);
    }

    static byte[] header() {
        return ByteBuffer.allocate(HEADER_BYTES).put(magic()).putInt(VERSION).array();
    }

    static int checksum(byte[] body) {
        CRC32C crc = new CRC32C();
        crc.update(ByteBuffer.allocate(Integer.BYTES).putInt(body.length).flip());
        crc.update(body);
        return (int) crc.getValue();
    }

    static byte[] record(byte[] body) {
        return ByteBuffer.allocate(RECORD_HEADER_BYTES + body.length)
                .putInt(body.length)
                .putInt(checksum(body))
                .put(body)
                .array();
    }

    static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
