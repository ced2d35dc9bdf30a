package io.ratiskv.jepsen.holder;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventFileTest {
    @TempDir
    Path directory;

    @Test
    void what_was_written_is_read_and_a_line_under_way_is_left_out() throws IOException {
        Path file = directory.resolve("events");
        long before = System.nanoTime();
        try (EventFile events = new EventFile(file)) {
            long first = events.begin("h-0", "acquire", "l");
            events.end(first, "ok", "7");
        }
        Files.writeString(file, "2 + 12", StandardOpenOption.APPEND);
        assertThat(EventFile.read(file)).hasSize(2).allSatisfy(line -> {
            assertThat(line.call()).isEqualTo(1);
            assertThat(line.nanos()).isGreaterThanOrEqualTo(before);
        });
        assertThat(EventFile.read(file).get(1).words()).containsExactly("ok", "7");
    }

    @Test
    void a_holder_that_has_not_begun_did_nothing() {
        assertThat(EventFile.read(directory.resolve("none"))).isEmpty();
    }
}
