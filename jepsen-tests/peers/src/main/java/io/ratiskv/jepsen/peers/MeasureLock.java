package io.ratiskv.jepsen.peers;

import io.ratiskv.jepsen.cluster.Poll;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Held while somebody measures on this machine; a lock of the operating system on a file, so it goes with its process. */
public final class MeasureLock implements AutoCloseable {
    /** The file, if nobody names another: one for the machine. */
    public static final Path USUAL = Path.of(System.getProperty("java.io.tmpdir"), "ratis-kv-measures.lock");

    private static final Duration PATIENCE = Duration.ofHours(6);

    private final FileChannel channel;

    private MeasureLock(FileChannel channel) {
        this.channel = channel;
    }

    /** Waits until nobody else measures. */
    public static MeasureLock take(Path file, PrintStream progress) {
        try {
            FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.READ);
            if (lock(channel) == null) {
                progress.println("waiting: somebody else measures here, see who has " + file);
                Poll.until("the lock " + file, PATIENCE, () -> Optional.ofNullable(lock(channel)));
            }
            return new MeasureLock(channel);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static @Nullable FileLock lock(FileChannel channel) {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
