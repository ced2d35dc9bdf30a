package io.ratiskv.jepsen.statefulset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names of pods in the files that Java reads them from. */
class NamesTest {
    @TempDir
    Path directory;

    @Test
    void a_pod_that_moves_is_found_at_its_new_address_by_everybody() throws IOException {
        try (Names names = new Names(directory, Duration.ZERO)) {
            Path first = names.viewOf("kv-0");
            Path second = names.viewOf("kv-1");
            names.point("kv-1.shop", "127.1.1.1");
            names.forget("kv-1.shop", "127.1.1.1");
            names.point("kv-1.shop", "127.1.1.2");
            await().until(() -> Files.readString(first).contains("127.1.1.2 kv-1.shop"));
            assertThat(Files.readString(second))
                    .contains("127.1.1.2 kv-1.shop", "127.0.0.1 localhost")
                    .doesNotContain("127.1.1.1");
        }
    }

    @Test
    void a_pod_that_came_back_before_the_old_one_was_forgotten_keeps_its_name() {
        try (Names names = new Names(directory, Duration.ZERO)) {
            Path view = names.viewOf("kv-0");
            names.point("kv-1.shop", "127.1.1.2");
            names.forget("kv-1.shop", "127.1.1.1");
            names.point("kv-2.shop", "127.1.1.3");
            await().until(() -> Files.readString(view).contains("kv-2.shop"));
            assertThat(view).content().contains("127.1.1.2 kv-1.shop");
        }
    }

    @Test
    void slow_look_ups_find_what_is_so_by_then() throws IOException {
        try (Names names = new Names(directory, Duration.ZERO)) {
            Path view = names.viewOf("kv-0");
            names.point("kv-1.shop", "127.1.1.1");
            await().until(() -> Files.readString(view).contains("127.1.1.1"));

            names.slow(Duration.ofMillis(200));
            long began = System.nanoTime();
            assertThat(Files.readString(view)).contains("127.1.1.1 kv-1.shop");
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofMillis(150));
            assertThat(Files.readString(view)).contains("127.1.1.1 kv-1.shop");

            names.point("kv-1.shop", "127.1.1.2");
            await().untilAsserted(() -> assertThat(Files.readString(view))
                    .as("a look-up, slow as it is, of a pod that has moved meanwhile")
                    .contains("127.1.1.2 kv-1.shop")
                    .doesNotContain("127.1.1.1"));

            assertThat(names.quick()).isGreaterThanOrEqualTo(3);
            assertThat(Files.readString(view)).contains("127.1.1.2 kv-1.shop");
        }
    }
}
