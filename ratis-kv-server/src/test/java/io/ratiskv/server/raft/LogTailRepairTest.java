package io.ratiskv.server.raft;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogTailRepairTest {
    private static final int PREALLOCATED = 4096;

    @TempDir
    Path raft;

    private final ByteArrayOutputStream log = new ByteArrayOutputStream();
    private Path segment;

    @BeforeEach
    void open_a_segment_with_two_records() throws IOException {
        segment = Files.createDirectories(raft.resolve("group/current")).resolve("log_inprogress_0");
        log.write("RaftLog1".getBytes(StandardCharsets.US_ASCII));
        log.write(recordOf("first"));
        log.write(recordOf("second"));
    }

    @Test
    void a_whole_log_is_left_alone() throws IOException {
        write(preallocated());

        assertThat(LogTailRepair.repair(raft)).isZero();
        assertThat(Files.size(segment)).isEqualTo(PREALLOCATED);
    }

    @Test
    void a_record_cut_off_into_zeros_is_removed_at_every_place_it_can_be_cut() throws IOException {
        byte[] third = recordOf("the record that the power cut met");
        for (int kept = 1; kept < third.length; kept++) {
            byte[] bytes = preallocated();
            System.arraycopy(third, 0, bytes, log.size(), kept);
            write(bytes);

            assertThat(LogTailRepair.repair(raft))
                    .as("cut after %d bytes", kept)
                    .isEqualTo(1);
            assertThat(Files.readAllBytes(segment)).isEqualTo(log.toByteArray());
        }
    }

    @Test
    void a_record_cut_off_by_the_end_of_the_file_is_removed() throws IOException {
        byte[] third = recordOf("cut");
        log.write(third, 0, third.length - 2);
        write(log.toByteArray());

        assertThat(LogTailRepair.repair(raft)).isEqualTo(1);
        assertThat(Files.size(segment)).isEqualTo(log.size() - (third.length - 2));
    }

    @Test
    void a_flipped_bit_anywhere_is_left_for_the_operator() throws IOException {
        for (int i = 8 * 8; i < log.size() * 8; i++) {
            byte[] bytes = preallocated();
            bytes[i / 8] ^= (byte) (1 << i % 8);
            write(bytes);

            LogTailRepair.repair(raft);

            assertThat(Files.readAllBytes(segment)).as("bit %d flipped", i).isEqualTo(bytes);
        }
    }

    @Test
    void zeros_in_the_middle_of_the_log_are_left_for_the_operator() throws IOException {
        byte[] bytes = preallocated();
        Arrays.fill(bytes, 12, 16, (byte) 0);
        write(bytes);

        assertThat(LogTailRepair.repair(raft)).isZero();
    }

    @Test
    void garbage_behind_a_torn_record_is_left_for_the_operator() throws IOException {
        byte[] bytes = preallocated();
        byte[] third = recordOf("torn");
        System.arraycopy(third, 0, bytes, log.size(), third.length - 4);
        bytes[PREALLOCATED - 1] = 7;
        write(bytes);

        assertThat(LogTailRepair.repair(raft)).isZero();
    }

    private byte[] preallocated() {
        return Arrays.copyOf(log.toByteArray(), PREALLOCATED);
    }

    private void write(byte[] bytes) throws IOException {
        Files.write(segment, bytes);
    }

    static byte[] recordOf(String text) {
        // As in Ratis' entries, the term comes first.
        byte[] payload = ("\b\1" + text).getBytes(StandardCharsets.UTF_8);
        ByteBuffer record = ByteBuffer.allocate(1 + payload.length + 4);
        record.put((byte) payload.length).put(payload);
        CRC32C crc = new CRC32C();
        crc.update(record.array(), 0, 1 + payload.length);
        return record.putInt((int) crc.getValue()).array();
    }
}
