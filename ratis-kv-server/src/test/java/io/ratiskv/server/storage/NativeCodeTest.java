package io.ratiskv.server.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeCodeTest {
    private static final FileTime LONG_AGO = FileTime.fromMillis(1_000_000);

    @TempDir
    Path directory;

    @Test
    void it_is_unpacked_once_and_found_by_who_starts_later() throws IOException {
        Path file = kept();
        Files.setLastModifiedTime(file, LONG_AGO);
        assertThat(kept()).isEqualTo(file);
        assertThat(Files.getLastModifiedTime(file)).isEqualTo(LONG_AGO);
    }

    @Test
    void what_is_not_whole_is_unpacked_anew() throws IOException {
        Path file = kept();
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, new byte[whole.length / 2]);
        assertThat(kept()).hasBinaryContent(whole);
    }

    @Test
    void many_may_begin_at_once_and_leave_nothing_but_the_code() throws IOException {
        List<CompletableFuture<Path>> starts = IntStream.range(0, 4)
                .mapToObj(i -> CompletableFuture.supplyAsync(this::kept))
                .toList();
        Path file = kept();
        starts.forEach(start -> assertThat(start.join()).isEqualTo(file));
        try (Stream<Path> files = Files.walk(directory)) {
            assertThat(files.filter(Files::isRegularFile)).containsExactly(file);
        }
    }

    @Test
    void where_nothing_can_be_kept_rocksdb_is_left_to_itself() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));
        assertThat(NativeCode.keptIn(file)).isNull();
    }

    private Path kept() {
        return Objects.requireNonNull(NativeCode.keptIn(directory)).resolve(NativeCode.FILE);
    }
}
