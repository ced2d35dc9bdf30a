package io.ratiskv.jepsen.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileDamageTest {
    @TempDir
    Path directory;

    @Test
    void a_zeroed_tail_keeps_the_length_and_hits_the_last_written_bytes() throws IOException {
        Path file = preallocated();
        FileDamage.Damage damage = FileDamage.zeroTail(file, 3);
        assertThat(damage).isEqualTo(new FileDamage.Damage(file, 7, 3));
        assertThat(Files.readAllBytes(file)).hasSize(100).startsWith(1, 2, 3, 4, 5, 6, 7, 0, 0, 0, 0);
    }

    @Test
    void a_flipped_bit_changes_one_byte_in_the_middle_of_what_is_written() throws IOException {
        Path file = preallocated();
        FileDamage.flipBit(file);
        assertThat(Files.readAllBytes(file)).hasSize(100).startsWith(1, 2, 3, 4, 5, 6 ^ 0x10, 7, 8, 9, 10, 0);
    }

    @Test
    void a_truncated_tail_shortens_the_file() throws IOException {
        Path file = preallocated();
        FileDamage.truncateTail(file, 3);
        assertThat(Files.readAllBytes(file)).containsExactly(1, 2, 3, 4, 5, 6, 7);
    }

    @Test
    void files_are_found_by_name_at_any_depth() throws IOException {
        Files.createDirectories(directory.resolve("a/b"));
        Path file = Files.createFile(directory.resolve("a/b/log_inprogress_17"));
        Files.createFile(directory.resolve("a/b/log_0-16"));
        assertThat(FileDamage.find(directory, "log_inprogress_\\d+")).containsExactly(file);
    }

    private Path preallocated() throws IOException {
        byte[] bytes = Arrays.copyOf(new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, 100);
        return Files.write(directory.resolve("segment"), bytes);
    }
}
