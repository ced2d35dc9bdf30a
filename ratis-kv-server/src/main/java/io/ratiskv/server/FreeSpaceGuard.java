package io.ratiskv.server;

import io.ratiskv.protocol.ErrorCode;
import io.ratiskv.server.propose.Refusal;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Refuses writes while the disk is nearly full, before the Raft log fails on it: a log that has failed once stays failed
 * until the process is started again. Clears itself.
 *
 * <p>Thread: {@link #look} by {@code timer}; {@link #alarm} by any.
 */
final class FreeSpaceGuard {
    private static final Logger LOG = LoggerFactory.getLogger(FreeSpaceGuard.class);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final Path directory;
    private final long freeBytesMin;
    private volatile long freeBytes;
    private volatile long totalBytes;
    private volatile Optional<Refusal> alarm = Optional.empty();

    FreeSpaceGuard(Path directory, long freeBytesMin) {
        this.directory = directory;
        this.freeBytesMin = freeBytesMin;
    }

    /** Why no write is taken now, if so. */
    Optional<Refusal> alarm() {
        return alarm;
    }

    /** As of the last look; 0 = it has not been looked at. */
    long freeBytes() {
        return freeBytes;
    }

    long totalBytes() {
        return totalBytes;
    }

    void look() {
        try {
            FileStore disk = Files.getFileStore(directory);
            freeBytes = disk.getUsableSpace();
            totalBytes = disk.getTotalSpace();
            update(freeBytes);
        } catch (IOException e) {
            LOG.warn("The free space of {} cannot be read: {}", directory, e.toString());
        }
    }

    private void update(long freeBytes) {
        if (freeBytes >= freeBytesMin) {
            if (alarm.isPresent()) {
                LOG.info("The disk has {} bytes free again: writes are taken.", freeBytes);
            }
            alarm = Optional.empty();
            return;
        }
        if (alarm.isEmpty()) {
            LOG.warn(
                    "The disk of {} has {} bytes free, less than storage.min-free-bytes ({}): writes are refused.",
                    directory,
                    freeBytes,
                    freeBytesMin);
        }
        alarm = Optional.of(new Refusal(
                ErrorCode.OUT_OF_SPACE,
                "this member's disk is nearly full: free some space, or lower storage.min-free-bytes",
                "",
                0,
                freeBytesMin,
                freeBytes,
                RETRY_AFTER.toMillis(),
                null,
                null));
    }
}
