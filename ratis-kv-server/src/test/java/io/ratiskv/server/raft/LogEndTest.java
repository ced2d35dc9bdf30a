package io.ratiskv.server.raft;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where a log ends that nobody has opened. */
class LogEndTest {
    private static final int PREALLOCATED = 4096;

    @TempDir
    Path raft;

    private Path current;

    @BeforeEach
    void a_group() throws IOException {
        current = Files.createDirectories(raft.resolve("group/current"));
    }

    @Test
    void the_open_segment_ends_with_its_last_whole_record() throws IOException {
        segment("log_0-99", 0);
        segment("log_inprogress_100", 3);
        assertThat(LogEnd.of(raft)).isEqualTo(102);
    }

    @Test
    void a_torn_record_was_never_promised() throws IOException {
        Path open = segment("log_inprogress_100", 3);
        byte[] bytes = Files.readAllBytes(open);
        int end = 8 + 3 * LogTailRepairTest.recordOf("entry").length;
        bytes[end - 1] = 0;
        bytes[end - 2] = 0;
        Files.write(open, bytes);
        assertThat(LogEnd.of(raft)).isEqualTo(101);
    }

    @Test
    void an_open_segment_without_records_follows_a_closed_one() throws IOException {
        segment("log_0-99", 0);
        segment("log_inprogress_100", 0);
        assertThat(LogEnd.of(raft)).isEqualTo(99);
    }

    @Test
    void a_log_that_a_snapshot_emptied_ends_where_that_does() throws IOException {
        Files.createDirectories(raft.resolve("group/sm/snapshot.3_250"));
        assertThat(LogEnd.of(raft)).isEqualTo(250);
    }

    @Test
    void nothing_ends_before_the_first_entry() throws IOException {
        assertThat(LogEnd.of(raft)).isEqualTo(LogEnd.NOTHING);
        assertThat(LogEnd.of(raft.resolve("nowhere"))).isEqualTo(LogEnd.NOTHING);
    }

    private Path segment(String name, int records) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes("RaftLog1".getBytes(StandardCharsets.US_ASCII));
        for (int i = 0; i < records; i++) {
            bytes.writeBytes(LogTailRepairTest.recordOf("entry"));
        }
        return Files.write(current.resolve(name), Arrays.copyOf(bytes.toByteArray(), PREALLOCATED));
    }
}
