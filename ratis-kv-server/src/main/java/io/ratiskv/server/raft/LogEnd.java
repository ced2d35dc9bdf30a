package io.ratiskv.server.raft;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Where the Raft log on disk ends, before Ratis opens it: with its last whole record, or with the newest snapshot. */
final class LogEnd {
    /** There is neither log nor snapshot. */
    static final long NOTHING = -1;

    private static final int HEADER_BYTES = 8;
    private static final int DEPTH = 3;
    private static final Pattern CLOSED = Pattern.compile("log_\\d+-(\\d+)");
    private static final Pattern OPEN = Pattern.compile("log_inprogress_(\\d+)");
    private static final Pattern SNAPSHOT = Pattern.compile("snapshot\\.\\d+_(\\d+)");

    private LogEnd() {}

    /** Index of the last entry below Ratis' directory; {@link #NOTHING} if there is none. */
    static long of(Path raftDirectory) throws IOException {
        if (!Files.isDirectory(raftDirectory)) {
            return NOTHING;
        }
        List<Path> paths;
        try (Stream<Path> walked = Files.walk(raftDirectory, DEPTH)) {
            paths = walked.toList();
        }
        long end = NOTHING;
        for (Path path : paths) {
            String name = path.getFileName().toString();
            Matcher open = OPEN.matcher(name);
            if (open.matches()) {
                end = Math.max(end, Long.parseLong(open.group(1)) + records(path) - 1);
            }
            for (Pattern ending : List.of(CLOSED, SNAPSHOT)) {
                Matcher matcher = ending.matcher(name);
                if (matcher.matches()) {
                    end = Math.max(end, Long.parseLong(matcher.group(1)));
                }
            }
        }
        return end;
    }

    private static long records(Path segment) throws IOException {
        byte[] bytes = Files.readAllBytes(segment);
        long records = 0;
        int at = HEADER_BYTES;
        while (at < bytes.length) {
            SegmentRecord record = SegmentRecord.at(bytes, at);
            if (!record.whole()) {
                break;
            }
            records++;
            at = (int) record.end();
        }
        return records;
    }
}
