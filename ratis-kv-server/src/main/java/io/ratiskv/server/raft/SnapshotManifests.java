package io.ratiskv.server.raft;

import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/** Writes and verifies the manifest of a snapshot directory: a CRC-32C, then a {@link SnapshotManifest}. */
final class SnapshotManifests {
    static final String FILE_NAME = "MANIFEST.ratiskv";
    static final int FORMAT = 1;
    private static final int CRC_BYTES = 4;

    private SnapshotManifests() {}

    /** Describes a checkpoint, and makes its files durable on the way. */
    static SnapshotManifest describe(
            Path checkpoint, SnapshotChecksums checksums, String clusterId, long term, long index) throws IOException {
        SnapshotManifest.Builder manifest = SnapshotManifest.newBuilder()
                .setFormat(FORMAT)
                .setVersion(version())
                .setClusterId(clusterId)
                .setTerm(term)
                .setIndex(index);
        for (Path file : files(checkpoint)) {
            int crc = checksums.ofCheckpointFile(file);
            Durable.syncFile(file);
            manifest.addFiles(SnapshotFile.newBuilder()
                    .setName(file.getFileName().toString())
                    .setSize(Files.size(file))
                    .setCrc32C(crc));
        }
        return manifest.build();
    }

    static void write(Path snapshot, SnapshotManifest manifest) throws IOException {
        byte[] body = manifest.toByteArray();
        Path file = snapshot.resolve(FILE_NAME);
        Files.write(
                file,
                ByteBuffer.allocate(CRC_BYTES + body.length)
                        .putInt(crcOf(body))
                        .put(body)
                        .array());
        Durable.syncFile(file);
        Durable.syncDirectory(snapshot);
    }

    /**
     * Reads the manifest and every file that it names.
     *
     * @throws SnapshotDamagedException if anything is missing, changed or of another cluster
     * @throws DataDirectoryException if it is whole, and of a format that this build does not know: not ours to throw away
     */
    static SnapshotManifest verify(Path snapshot, SnapshotChecksums checksums, String clusterId)
            throws IOException, SnapshotDamagedException {
        SnapshotManifest manifest = read(snapshot);
        if (manifest.getFormat() != FORMAT) {
            throw new DataDirectoryException("Snapshot " + snapshot + " has format "
                    + Integer.toUnsignedString(manifest.getFormat()) + ", written by version "
                    + (manifest.getVersion().isEmpty() ? "unknown" : manifest.getVersion()) + "; this build, version "
                    + version() + ", knows format " + FORMAT
                    + ": start this member with the version that wrote it. Nothing on its disk is damaged.");
        }
        if (!manifest.getClusterId().equals(clusterId)) {
            throw new SnapshotDamagedException("Snapshot " + snapshot + " is of cluster " + manifest.getClusterId()
                    + ", this member is of cluster " + clusterId + ".");
        }
        for (SnapshotFile file : manifest.getFilesList()) {
            Path path = snapshot.resolve(file.getName());
            if (!Files.exists(path)) {
                throw new SnapshotDamagedException("Snapshot " + snapshot + " lacks its file " + file.getName() + ".");
            }
            if (Files.size(path) != file.getSize() || checksums.read(path) != file.getCrc32C()) {
                throw new SnapshotDamagedException(
                        "Snapshot " + snapshot + " is damaged: " + file.getName() + " does not match its checksum.");
            }
        }
        return manifest;
    }

    private static SnapshotManifest read(Path snapshot) throws IOException, SnapshotDamagedException {
        Path file = snapshot.resolve(FILE_NAME);
        if (!Files.exists(file)) {
            throw new SnapshotDamagedException("Snapshot " + snapshot + " has no manifest: it was never finished.");
        }
        byte[] bytes = Files.readAllBytes(file);
        if (bytes.length < CRC_BYTES) {
            throw new SnapshotDamagedException("Snapshot " + snapshot + " has a manifest that is cut off.");
        }
        byte[] body = Arrays.copyOfRange(bytes, CRC_BYTES, bytes.length);
        if (crcOf(body) != ByteBuffer.wrap(bytes).getInt()) {
            throw new SnapshotDamagedException("Snapshot " + snapshot + " has a damaged manifest.");
        }
        try {
            return SnapshotManifest.parseFrom(body);
        } catch (InvalidProtocolBufferException e) {
            throw new SnapshotDamagedException(
                    "Snapshot " + snapshot + " has an unreadable manifest: " + e.getMessage());
        }
    }

    /** The data files of a checkpoint, sorted by name; Ratis leaves an .md5 beside each file it has received. */
    private static List<Path> files(Path checkpoint) throws IOException {
        try (Stream<Path> list = Files.list(checkpoint)) {
            return list.filter(p -> !p.getFileName().toString().endsWith(".md5"))
                    .filter(p -> !p.getFileName().toString().equals(FILE_NAME))
                    .sorted()
                    .toList();
        }
    }

    /** As the jar says; "development" when run from classes. */
    private static String version() {
        String version = SnapshotManifests.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    private static int crcOf(byte[] body) {
        CRC32C crc = new CRC32C();
        crc.update(body);
        return (int) crc.getValue();
    }
}
