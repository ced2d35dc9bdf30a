package io.ratiskv.server.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that ends without closing its store. */
class CrashTest {
    private static final StoreConfig SMALL = new StoreConfig(1 << 20, 1 << 20, 64, 1, Duration.ofSeconds(10));
    private static final int BATCHES = 6_000;

    @TempDir
    Path directory;

    @Test
    void whatever_rocksdb_flushed_by_itself_is_the_state_after_one_batch() throws Exception {
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Writer.class.getName(),
                        directory.toString()))
                .inheritIO()
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(Writer.HALTED);
        try (RocksStore store = RocksStore.open(directory, SMALL)) {
            byte[] row = store.get(Family.META, bytes("n"));
            assertThat(row).as("something must have been flushed").isNotNull();
            if (row != null) {
                int n = Integer.parseInt(new String(row, UTF_8));
                assertThat(n).isBetween(1, BATCHES - 1);
                assertThat(store.get(Family.LATEST, bytes("k" + n))).isNotNull();
                assertThat(store.get(Family.LATEST, bytes("k" + (n + 1)))).isNull();
                assertThat(store.get(Family.SESSIONS, bytes("n"))).isEqualTo(row);
            }
        }
    }

    /** Writes until it is gone. */
    static final class Writer {
        static final int HALTED = 42;

        private Writer() {}

        public static void main(String[] args) {
            RocksStore store = RocksStore.open(Path.of(args[0]), SMALL);
            for (int i = 1; i <= BATCHES; i++) {
                StoreBatch batch = store.newBatch();
                batch.put(Family.META, bytes("n"), bytes("" + i));
                batch.put(Family.SESSIONS, bytes("n"), bytes("" + i));
                batch.put(Family.LATEST, bytes("k" + i), new byte[1_000]);
                store.write(batch);
            }
            Runtime.getRuntime().halt(HALTED);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
