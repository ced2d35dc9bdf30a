package io.ratiskv.jepsen;

import io.ratiskv.jepsen.cluster.Directories;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/** Members' data directories as one file, without what only tells of their lives: RocksDB's own logs and locks. */
final class RecordedDisks {
    private static final String NAME = "disks.zip";

    private RecordedDisks() {}

    static void pack(Path data, Path release) throws IOException {
        try (OutputStream file = Files.newOutputStream(release.resolve(NAME));
                ZipOutputStream zip = new ZipOutputStream(file)) {
            zip.setLevel(9);
            for (Path path : Directories.files(data)) {
                String name = path.getFileName().toString();
                if (!name.startsWith("LOG") && !name.equalsIgnoreCase("lock")) {
                    ZipEntry entry =
                            new ZipEntry(data.relativize(path).toString().replace('\\', '/'));
                    entry.setTime(0);
                    zip.putNextEntry(entry);
                    Files.copy(path, zip);
                    zip.closeEntry();
                }
            }
        }
    }

    static void unpack(Path release, Path data) throws IOException {
        try (InputStream file = Files.newInputStream(release.resolve(NAME));
                ZipInputStream zip = new ZipInputStream(file)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                Path path = data.resolve(entry.getName()).normalize();
                if (!path.startsWith(data)) {
                    throw new IOException("leads out of the directory: " + entry.getName());
                }
                Files.createDirectories(path.getParent());
                Files.copy(zip, path);
            }
        }
    }
}
