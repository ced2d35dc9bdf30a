package io.ratiskv.server.raft;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Where the Raft log on disk begins. Snapshots let its beginning go; if the snapshot that did is damaged later, nothing leads
 * to the state any more. The log itself is whole and fits the leader's, so the leader sends no snapshot, and Ratis waits for
 * ever for an entry that is gone: a member that votes and acknowledges, and never serves.
 */
final class LogStart {
    private static final Pattern SEGMENT = Pattern.compile("log_(?:inprogress_(\\d+)|(\\d+)-\\d+)");

    private LogStart() {}

    /**
     * Refuses a log that begins behind the entry from which it is to be replayed.
     *
     * @param current Ratis' directory of segments
     * @param replayFrom first index that is not in the snapshot; 0: there is none
     */
    static void check(Path current, long replayFrom) throws IOException {
        OptionalLong first = first(current);
        if (first.isPresent() && first.getAsLong() > replayFrom) {
            throw new IOException("no usable snapshot leads to the log: entries " + replayFrom + " to "
                    + (first.getAsLong() - 1) + " are in neither");
        }
    }

    /** Index of its first entry; empty: there is no segment. */
    static OptionalLong first(Path current) throws IOException {
        if (!Files.isDirectory(current)) {
            return OptionalLong.empty();
        }
        try (Stream<Path> files = Files.list(current)) {
            return files.map(file -> SEGMENT.matcher(file.getFileName().toString()))
                    .filter(Matcher::matches)
                    .mapToLong(name -> Long.parseLong(name.group(1) != null ? name.group(1) : name.group(2)))
                    .min();
        }
    }
}
