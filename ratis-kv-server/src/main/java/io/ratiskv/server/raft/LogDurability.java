package io.ratiskv.server.raft;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Makes durable what is read from the Raft log, before Ratis opens it.
 *
 * <p>A crash between write and fsync leaves entries in the kernel's cache only. The next life finds them in the file and
 * counts them as its own, so the leader may commit by them; but Ratis goes on in a new segment and never syncs the old one
 * again. A power cut soon after would then lose entries that were acknowledged, and leave a gap that the member
 * cannot start over.
 */
final class LogDurability {
    // Ratis' layout: <group>/current/{log_…,raft-meta…}; snapshots, elsewhere, are synced when they are made.
    private static final int DEPTH = 3;

    private LogDurability() {}

    /** Syncs every file of the log and of Raft's own state, and the directories that name them. */
    static void ensure(Path raftDirectory) throws IOException {
        List<Path> files;
        try (Stream<Path> tree = Files.walk(raftDirectory, DEPTH)) {
            files = tree.filter(Files::isRegularFile)
                    .filter(file -> file.getFileName().toString().matches("(log_|raft-meta).*"))
                    .toList();
        }
        for (Path file : files) {
            Durable.syncFile(file);
        }
        for (Path directory : files.stream().map(Path::getParent).distinct().toList()) {
            Durable.syncDirectory(directory);
        }
    }
}
