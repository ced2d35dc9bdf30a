package io.ratiskv.server.storage;

import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.jar.JarEntry;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDB;
import org.rocksdb.util.Environment;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * RocksDB's native code, which has to be a file of its own. By itself RocksDB unpacks 17 MB at every start and takes them away
 * at the end, unless the process is killed. Here it is unpacked once, and whoever starts later finds it.
 *
 * <p>Thread: any.
 */
public final class NativeCode {
    private static final Logger LOG = LoggerFactory.getLogger(NativeCode.class);

    /** What RocksDB looks for in a directory that it is told; in its jar the name is another. */
    static final String FILE = Environment.getJniLibraryFileName("rocksdbjni");

    private NativeCode() {}

    /**
     * Loads it for this process. To be called before the first store is opened; if the directory cannot be used, the log says
     * so, and RocksDB goes its own way when that is.
     *
     * @param directory where it is kept, for any number of processes; made if it is not there. Nobody who is not trusted
     *     may write to it
     */
    public static void load(Path directory) {
        Path kept = keptIn(directory);
        if (kept == null) {
            return;
        }
        try {
            RocksDB.loadLibrary(List.of(kept.toString()));
        } catch (UnsatisfiedLinkError e) {
            // From a file system that executes nothing, for instance.
            LOG.warn("RocksDB's native code cannot be loaded from {}: {}", kept, e.getMessage());
        }
    }

    /** The directory below this one that holds it; null: it cannot be kept. */
    static @Nullable Path keptIn(Path directory) {
        URL packed = RocksDB.class.getClassLoader().getResource(Environment.getJniLibraryFileName("rocksdb"));
        try {
            return packed != null && packed.openConnection() instanceof JarURLConnection jar
                    ? unpacked(jar, directory)
                    : null;
        } catch (IOException e) {
            LOG.warn(
                    "RocksDB's native code is unpacked anew, since it cannot be kept in {}: {}",
                    directory,
                    e.toString());
            return null;
        }
    }

    /** Named by what is in it, so that another version finds another one. */
    private static Path unpacked(JarURLConnection jar, Path directory) throws IOException {
        jar.setUseCaches(false);
        try (InputStream in = jar.getInputStream()) {
            JarEntry entry = jar.getJarEntry();
            Path home = directory.toAbsolutePath().resolve("rocksdb-" + Long.toHexString(entry.getCrc()));
            Path file = home.resolve(FILE);
            if (!Files.exists(file) || Files.size(file) != entry.getSize()) {
                Files.createDirectories(home);
                Path draft = Files.createTempFile(home, FILE, ".part");
                try {
                    Files.copy(in, draft, StandardCopyOption.REPLACE_EXISTING);
                    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
                } finally {
                    Files.deleteIfExists(draft);
                }
            }
            return home;
        }
    }
}
