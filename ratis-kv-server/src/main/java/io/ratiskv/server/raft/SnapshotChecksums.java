package io.ratiskv.server.raft;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.CRC32C;

/**
 * CRC-32C of files. RocksDB's sorted tables never change once written, and a checkpoint hard-links them, so a table that
 * an earlier snapshot has already counted is recognised by name, inode, size and time and not read again.
 */
final class SnapshotChecksums {
    /** Most tables remembered; beyond it the memory starts anew and files are read again. */
    private static final int REMEMBERED_MAX = 100_000;

    private static final int BUFFER_BYTES = 1 << 20;

    private final Map<String, Integer> byIdentity = new ConcurrentHashMap<>();

    /** Of a file of a checkpoint just made. */
    int ofCheckpointFile(Path file) throws IOException {
        if (!file.getFileName().toString().endsWith(".sst")) {
            return read(file);
        }
        String identity =
                file.getFileName() + " " + new TreeMap<>(Files.readAttributes(file, "unix:ino,size,lastModifiedTime"));
        Integer known = byIdentity.get(identity);
        if (known != null) {
            return known;
        }
        int checksum = read(file);
        if (byIdentity.size() >= REMEMBERED_MAX) {
            byIdentity.clear();
        }
        byIdentity.put(identity, checksum);
        return checksum;
    }

    /** Of any file, read whole: for verification nothing is taken on trust. */
    int read(Path file) throws IOException {
        CRC32C crc = new CRC32C();
        ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            while (channel.read(buffer) >= 0) {
                buffer.flip();
                crc.update(buffer);
                buffer.clear();
            }
        }
        return (int) crc.getValue();
    }
}
