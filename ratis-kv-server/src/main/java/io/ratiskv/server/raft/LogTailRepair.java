package io.ratiskv.server.raft;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Repairs exactly one kind of damage to the Raft log, before Ratis opens it: a last record that a power cut has torn.
 *
 * <p>Ratis preallocates segments with zeros and refuses to start on a record whose bytes are partly missing. Such a
 * record was never fsynced, hence never acknowledged, so it may go. It is recognised by what a torn write leaves: only
 * zeros from somewhere inside the record to the end of the file. Everything else (a flipped bit, a hole in the middle)
 * may have been acknowledged: it is left as it is and the member refuses to start.
 *
 * <p>Layout of a segment: 8 bytes {@code RaftLog1}, then {@link SegmentRecord}s, then zeros.
 */
final class LogTailRepair {
    private static final Logger LOG = LoggerFactory.getLogger(LogTailRepair.class);
    private static final int HEADER_BYTES = 8;

    private LogTailRepair() {}

    /** Repairs the open segments below Ratis' directory; returns how many were cut. */
    static int repair(Path raftDirectory) throws IOException {
        int repaired = 0;
        for (Path segment : openSegments(raftDirectory)) {
            if (repairSegment(segment)) {
                repaired++;
            }
        }
        return repaired;
    }

    private static List<Path> openSegments(Path raftDirectory) throws IOException {
        List<Path> segments = new ArrayList<>();
        if (!Files.isDirectory(raftDirectory)) {
            return segments;
        }
        try (Stream<Path> files = Files.walk(raftDirectory, 3)) {
            files.filter(p -> p.getFileName().toString().startsWith("log_inprogress_"))
                    .sorted()
                    .forEach(segments::add);
        }
        return segments;
    }

    /** Cuts the segment behind its last whole record if what follows is a torn one. */
    static boolean repairSegment(Path segment) throws IOException {
        byte[] bytes = Files.readAllBytes(segment);
        int dataEnd = lastNonZero(bytes) + 1;
        int at = HEADER_BYTES;
        while (at < dataEnd) {
            SegmentRecord record = SegmentRecord.at(bytes, at);
            if (record.whole()) {
                at = (int) record.end();
            } else if (record.torn(dataEnd)) {
                cut(segment, at);
                LOG.warn("Cut the torn last record of {} at byte {} (it was never acknowledged).", segment, at);
                return true;
            } else {
                return false;
            }
        }
        return false;
    }

    private static int lastNonZero(byte[] bytes) {
        int i = bytes.length - 1;
        while (i >= 0 && bytes[i] == 0) {
            i--;
        }
        return i;
    }

    private static void cut(Path segment, long at) throws IOException {
        try (FileChannel channel = FileChannel.open(segment, StandardOpenOption.WRITE)) {
            channel.truncate(at);
            channel.force(true);
        }
    }
}
