package io.ratiskv.server.backup;

import com.google.protobuf.UnsafeByteOperations;
import io.ratiskv.protocol.BackupFile;
import io.ratiskv.protocol.BackupManifest;
import io.ratiskv.protocol.BackupPiece;
import io.ratiskv.protocol.BackupRead;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/** One copy on disk. Thread: any. */
final class OpenBackup {
    private static final int BUFFER_BYTES = 1 << 20;

    private final Path directory;
    private final BackupManifest manifest;
    private final long bytes;
    private volatile long usedNanos;
    private long handedOut;
    private boolean endHandedOut;
    private boolean whole;

    /** Told of bytes that are read; blocks when they were too many. */
    @FunctionalInterface
    interface Pace {
        void pass(int bytes);
    }

    private OpenBackup(Path directory, BackupManifest manifest, long nowNanos) {
        this.directory = directory;
        this.manifest = manifest;
        this.bytes =
                manifest.getFilesList().stream().mapToLong(BackupFile::getSize).sum();
        this.usedNanos = nowNanos;
    }

    /** Describes the files of a copy that was just made; reads each once. */
    static OpenBackup of(Path directory, BackupManifest.Builder manifest, BackupTime time, Pace pace)
            throws IOException {
        try (Stream<Path> list = Files.list(directory)) {
            List<Path> files = list.sorted().toList();
            for (Path file : files) {
                manifest.addFiles(BackupFile.newBuilder()
                        .setName(file.getFileName().toString())
                        .setSize(Files.size(file))
                        .setCrc32C(checksum(file, pace)));
            }
        }
        return new OpenBackup(directory, manifest.build(), time.nanos());
    }

    BackupManifest manifest() {
        return manifest;
    }

    Path directory() {
        return directory;
    }

    /** Somebody is interested. */
    void use(long nowNanos) {
        usedNanos = nowNanos;
    }

    boolean isIdle(long nowNanos, long idleNanosMax) {
        return nowNanos - usedNanos > idleNanosMax;
    }

    /**
     * How many bytes such a request reads.
     *
     * @throws BackupRefused if nothing begins there
     */
    int wanted(BackupRead request, int bytesMax) {
        int number = request.getFile();
        if (number < 0 || number >= manifest.getFilesCount()) {
            throw BackupRefused.malformed("the backup has " + manifest.getFilesCount() + " files, none with number "
                    + Integer.toUnsignedString(number));
        }
        BackupFile file = manifest.getFiles(number);
        long left = file.getSize() - request.getOffset();
        if (request.getOffset() < 0 || left <= 0) {
            throw BackupRefused.malformed("file " + number + " of the backup has " + file.getSize() + " bytes, none at "
                    + Long.toUnsignedString(request.getOffset()));
        }
        long asked = Integer.toUnsignedLong(request.getBytesMax());
        return (int) Math.min(left, Math.min(bytesMax, asked == 0 ? bytesMax : asked));
    }

    /** @param wanted see {@link #wanted} */
    BackupPiece read(BackupRead request, int wanted) throws IOException {
        BackupFile file = manifest.getFiles(request.getFile());
        ByteBuffer data = ByteBuffer.allocate(wanted);
        try (FileChannel channel = FileChannel.open(directory.resolve(file.getName()), StandardOpenOption.READ)) {
            while (data.hasRemaining() && channel.read(data, request.getOffset() + data.position()) >= 0) {
                // Short reads are read on.
            }
        }
        if (data.hasRemaining()) {
            throw new IOException(file.getName() + " is shorter than it was");
        }
        return BackupPiece.newBuilder()
                .setFile(request.getFile())
                .setOffset(request.getOffset())
                .setData(UnsafeByteOperations.unsafeWrap(data.flip()))
                .build();
    }

    /** Whether this is the piece with which everything was handed out, once. */
    synchronized boolean completes(BackupPiece piece) {
        int size = piece.getData().size();
        handedOut += size;
        boolean ends =
                piece.getOffset() + size == manifest.getFiles(piece.getFile()).getSize();
        endHandedOut |= ends && piece.getFile() == lastWithBytes();
        boolean now = !whole && endHandedOut && handedOut >= bytes;
        whole |= now;
        return now;
    }

    private int lastWithBytes() {
        int last = manifest.getFilesCount() - 1;
        while (last > 0 && manifest.getFiles(last).getSize() == 0) {
            last--;
        }
        return last;
    }

    private static int checksum(Path file, Pace pace) throws IOException {
        CRC32C crc = new CRC32C();
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            while (channel.read(buffer) >= 0) {
                buffer.flip();
                pace.pass(buffer.remaining());
                crc.update(buffer);
                buffer.clear();
            }
        }
        return (int) crc.getValue();
    }
}
