package io.ratiskv.server.storage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where the store lies, and the flag that says it must not be opened again. */
final class StoreDirectory {
    private static final Logger LOG = LoggerFactory.getLogger(StoreDirectory.class);

    /** Holds the reason. Made when damage is first seen, so that a restart does not serve what is left. */
    static final String CORRUPT_FLAG = "CORRUPT";

    private static final String WHAT_TO_DO =
            ": stop this member, delete the directory and start it again; the other members re-fill it";

    private final Path path;

    StoreDirectory(Path path) {
        this.path = path;
    }

    Path path() {
        return path;
    }

    void prepare() {
        try {
            Files.createDirectories(path);
            Path flag = path.resolve(CORRUPT_FLAG);
            if (Files.exists(flag)) {
                throw new StoreException(
                        StoreException.Kind.CORRUPT,
                        "the store in " + path + " was found damaged earlier ("
                                + Files.readString(flag).strip() + ")" + WHAT_TO_DO);
            }
        } catch (IOException e) {
            throw new StoreException(StoreException.Kind.IO, "cannot use " + path + " for the store: " + e, e);
        }
    }

    /** 0 if it cannot be told: a question about the size must not stop a member. */
    long sizeBytes() {
        try (Stream<Path> files = Files.list(path)) {
            return files.mapToLong(StoreDirectory::sizeOf).sum();
        } catch (IOException | UncheckedIOException e) {
            LOG.warn("The size of the store in {} cannot be told: {}", path, e.toString());
            return 0;
        }
    }

    /** What its disk has left. */
    long freeBytes() throws IOException {
        return Files.getFileStore(path).getUsableSpace();
    }

    StoreException fault(String doing, RocksDBException cause) {
        String said = "cannot " + doing + " the store in " + path + ": " + cause.getMessage();
        StoreException.Kind kind = kindOf(cause);
        if (kind != StoreException.Kind.CORRUPT) {
            return new StoreException(kind, said, cause);
        }
        StoreException fault = new StoreException(kind, said + WHAT_TO_DO, cause);
        try {
            Files.writeString(path.resolve(CORRUPT_FLAG), cause.getMessage() + "\n");
        } catch (IOException e) {
            fault.addSuppressed(e);
        }
        return fault;
    }

    private static StoreException.Kind kindOf(RocksDBException cause) {
        Status status = cause.getStatus();
        if (status == null) {
            return StoreException.Kind.IO;
        }
        if (status.getCode() == Status.Code.Corruption) {
            return StoreException.Kind.CORRUPT;
        }
        if (status.getSubCode() == Status.SubCode.NoSpace) {
            return StoreException.Kind.NO_SPACE;
        }
        String state = status.getState() == null ? "" : status.getState().toLowerCase(Locale.ROOT);
        // RocksDB has no code of its own for this; the text is that of env/io_posix and env_posix.cc.
        return state.contains("lock") && status.getCode() == Status.Code.IOError
                ? StoreException.Kind.IN_USE
                : StoreException.Kind.IO;
    }

    private static long sizeOf(Path file) {
        try {
            return Files.size(file);
        } catch (NoSuchFileException e) {
            return 0; // compacted away meanwhile
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
