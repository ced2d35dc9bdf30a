package io.ratiskv.server.backup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * When a backup was fetched whole from this member; known again after a restart. For people and alerts only: a file that cannot
 * be read counts as never.
 *
 * <p>Thread: {@code backup}; {@link #seconds} any.
 */
final class LastStreamed {
    private final Path file;
    private volatile long seconds;

    LastStreamed(Path file) {
        this.file = file;
    }

    /** In seconds since 1970; 0: never, or that is not known yet. */
    long seconds() {
        return seconds;
    }

    void load() throws IOException {
        if (!Files.exists(file)) {
            return;
        }
        String text = Files.readString(file).strip();
        if (text.matches("[0-9]{1,18}")) {
            seconds = Math.max(seconds, Long.parseLong(text));
        }
    }

    /** Counts at once, whether or not the disk remembers it. */
    void happened(long nowSeconds) throws IOException {
        seconds = nowSeconds;
        Path draft = file.resolveSibling(file.getFileName() + ".tmp");
        Files.writeString(draft, Long.toString(nowSeconds));
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
