package io.ratiskv.server.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RocksStoreTest {
    private static final StoreConfig SMALL = new StoreConfig(1 << 20, 1 << 20, 64, 1, Duration.ofSeconds(10));

    @TempDir
    Path parent;

    @Test
    void a_batch_writes_to_every_family() {
        try (RocksStore store = RocksStore.open(parent.resolve("db"), SMALL)) {
            StoreBatch batch = store.newBatch();
            for (Family family : Family.values()) {
                batch.put(family, bytes("k"), bytes(family.name()));
                batch.put(family, bytes("gone"), bytes("x"));
                batch.put(family, bytes("m1"), bytes("x"));
                batch.put(family, bytes("m2"), bytes("x"));
                batch.delete(family, bytes("gone"));
                batch.deleteRange(family, bytes("m"), bytes("n"));
            }
            store.write(batch);
            for (Family family : Family.values()) {
                assertThat(store.get(family, bytes("k"))).isEqualTo(bytes(family.name()));
                assertThat(store.get(family, bytes("gone"))).isNull();
                assertThat(store.get(family, bytes("m1"))).isNull();
                assertThat(store.get(family, bytes("m2"))).isNull();
            }
        }
    }

    @Test
    void a_large_batch_with_large_rows_is_written_whole() {
        byte[] large = new byte[300_000];
        try (RocksStore store = RocksStore.open(parent.resolve("db"), SMALL)) {
            StoreBatch batch = store.newBatch();
            for (int i = 0; i < 100; i++) {
                batch.put(Family.LATEST, bytes("k" + i), large);
            }
            store.write(batch);
            for (int i = 0; i < 100; i++) {
                assertThat(store.get(Family.LATEST, bytes("k" + i))).isEqualTo(large);
            }
        }
    }

    @Test
    void what_was_deleted_gives_its_space_back_when_the_family_is_compacted() {
        try (RocksStore store = RocksStore.open(parent.resolve("db"), SMALL)) {
            Random random = new Random(1);
            for (int i = 0; i < 200; i++) {
                byte[] incompressible = new byte[20_000];
                random.nextBytes(incompressible);
                StoreBatch batch = store.newBatch();
                batch.put(Family.VERSIONS, bytes("k" + i), incompressible);
                store.write(batch);
            }
            store.flush();
            assertThat(store.space().size().tableBytes()).isGreaterThan(3_900_000);
            assertThat(store.space().approximateBytes(Family.VERSIONS, bytes("k"), bytes("l")))
                    .isBetween(3_000_000L, 5_000_000L);
            StoreBatch batch = store.newBatch();
            for (int i = 0; i < 199; i++) {
                batch.delete(Family.VERSIONS, bytes("k" + i));
            }
            store.write(batch);
            assertThat(store.space().compact(Family.VERSIONS)).isTrue();
            assertThat(store.space().size().tableBytes()).isLessThan(100_000);
            assertThat(store.get(Family.VERSIONS, bytes("k199"))).hasSize(20_000);
        }
    }

    @Test
    void tables_full_of_deletions_are_compacted_by_themselves() {
        try (RocksStore store = RocksStore.open(parent.resolve("db"), SMALL)) {
            Random random = new Random(1);
            for (int i = 0; i < 1_000; i++) {
                byte[] incompressible = new byte[1_000];
                random.nextBytes(incompressible);
                StoreBatch batch = store.newBatch();
                batch.put(Family.VERSIONS, bytes(String.format("k%05d", i)), incompressible);
                store.write(batch);
            }
            store.flush();
            assertThat(store.space().compact(Family.VERSIONS)).isTrue();
            assertThat(store.space().size().tableBytes()).isGreaterThan(900_000);
            StoreBatch batch = store.newBatch();
            for (int i = 0; i < 1_000; i++) {
                batch.delete(Family.VERSIONS, bytes(String.format("k%05d", i)));
            }
            store.write(batch);
            store.flush(); // one table, of deletions that are worth too little for a level to be full
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> store.space().size().tableBytes() < 100_000);
        }
    }

    @Test
    void closing_ends_compactions_instead_of_waiting_for_them() {
        RocksStore store = RocksStore.open(parent.resolve("db"), SMALL);
        store.close();
        assertThatThrownBy(() -> store.space().compact(Family.LATEST)).isInstanceOf(StoreClosedException.class);
    }

    @Test
    void a_snapshot_and_a_cursor_do_not_see_later_writes() {
        try (RocksStore store = RocksStore.open(parent.resolve("db"), SMALL)) {
            put(store, "a", "1");
            try (StoreSnapshot snapshot = store.snapshot();
                    StoreCursor cursor = store.cursor(Family.LATEST)) {
                put(store, "a", "2");
                put(store, "b", "2");
                assertThat(snapshot.get(Family.LATEST, bytes("a"))).isEqualTo(bytes("1"));
                assertThat(cursor.seekToFirst()).isTrue();
                assertThat(cursor.row()).isEqualTo(bytes("1"));
                assertThat(cursor.next()).isFalse();
            }
        }
    }

    @Test
    void without_flush_a_crash_takes_batches_away_but_never_half_of_one() throws IOException {
        Path live = parent.resolve("db");
        try (RocksStore store = RocksStore.open(live, SMALL)) {
            for (int i = 1; i <= 50; i++) {
                StoreBatch batch = store.newBatch();
                for (Family family : Family.values()) {
                    batch.put(family, bytes("n"), bytes("" + i));
                }
                store.write(batch);
                if (i == 30) {
                    store.flush();
                }
            }
            Path crashed = copy(live, "crashed");
            try (RocksStore after = RocksStore.open(crashed, SMALL)) {
                for (Family family : Family.values()) {
                    assertThat(after.get(family, bytes("n"))).isEqualTo(bytes("30"));
                }
            }
        }
    }

    @Test
    void closing_takes_open_cursors_snapshots_and_readers_with_it() {
        RocksStore store = RocksStore.open(parent.resolve("db"), SMALL);
        put(store, "a", "1");
        StoreSnapshot snapshot = store.snapshot();
        StoreCursor cursor = snapshot.cursor(Family.LATEST);
        assertThat(cursor.seekToFirst()).isTrue();
        store.close();
        assertThatThrownBy(cursor::next).isInstanceOf(StoreClosedException.class);
        assertThatThrownBy(() -> snapshot.get(Family.LATEST, bytes("a"))).isInstanceOf(StoreClosedException.class);
        assertThatThrownBy(() -> store.get(Family.LATEST, bytes("a"))).isInstanceOf(StoreClosedException.class);
        assertThatThrownBy(store::snapshot).isInstanceOf(StoreClosedException.class);
        cursor.close();
        snapshot.close();
        store.close();
    }

    @Test
    void a_store_that_is_open_elsewhere_is_refused() {
        Path path = parent.resolve("db");
        try (RocksStore ignored = RocksStore.open(path, SMALL)) {
            assertThatThrownBy(() -> RocksStore.open(path, SMALL))
                    .isInstanceOfSatisfying(
                            StoreException.class, e -> assertThat(e.kind()).isEqualTo(StoreException.Kind.IN_USE));
        }
    }

    @Test
    void an_unknown_format_is_refused_by_name() {
        Path path = parent.resolve("db");
        try (RocksStore store = RocksStore.open(path, SMALL)) {
            StoreBatch batch = store.newBatch();
            batch.put(
                    Family.META,
                    bytes("format"),
                    ByteBuffer.allocate(Integer.BYTES).putInt(77).array());
            store.write(batch);
        }
        assertThatThrownBy(() -> RocksStore.open(path, SMALL))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.kind()).isEqualTo(StoreException.Kind.FORMAT))
                .hasMessageContaining("format 77")
                .hasMessageContaining("reads format " + StoreFormat.OLDEST + " only");
    }

    @Test
    void a_store_flagged_corrupt_is_refused_with_the_reason() throws IOException {
        Path path = parent.resolve("db");
        RocksStore.open(path, SMALL).close();
        Files.writeString(path.resolve(StoreDirectory.CORRUPT_FLAG), "block checksum mismatch in 000009.sst");
        assertThatThrownBy(() -> RocksStore.open(path, SMALL))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("block checksum mismatch in 000009.sst")
                .hasMessageContaining("delete the directory");
    }

    @Test
    void a_missing_file_is_refused_when_opening() throws IOException {
        Path path = parent.resolve("db");
        try (RocksStore store = RocksStore.open(path, SMALL)) {
            put(store, "a", "1");
        }
        try (Stream<Path> files = Files.list(path)) {
            Files.delete(
                    files.filter(f -> f.toString().endsWith(".sst")).findFirst().orElseThrow());
        }
        assertThatThrownBy(() -> RocksStore.open(path, SMALL)).isInstanceOf(StoreException.class);
    }

    @Test
    void a_directory_that_is_a_file_is_refused() throws IOException {
        Path path = Files.writeString(parent.resolve("db"), "x");
        assertThatThrownBy(() -> RocksStore.open(path, SMALL))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.kind()).isEqualTo(StoreException.Kind.IO));
    }

    @Test
    void version_keys_sort_by_key_and_then_newest_first() {
        byte[][] ascending = {
            KeyLayout.version(new byte[] {}, 5),
            KeyLayout.version(new byte[] {0}, 9),
            KeyLayout.version(new byte[] {0}, 8),
            KeyLayout.version(new byte[] {0, 0}, 9),
            KeyLayout.version(new byte[] {0, 1}, 9),
            KeyLayout.version(new byte[] {0, -1}, 9),
            KeyLayout.version(new byte[] {1}, 1L << 40),
            KeyLayout.version(new byte[] {1}, 3),
            KeyLayout.version(new byte[] {1, 0}, 3),
            KeyLayout.version(new byte[] {-1}, 3),
        };
        for (int i = 1; i < ascending.length; i++) {
            assertThat(java.util.Arrays.compareUnsigned(ascending[i - 1], ascending[i]))
                    .as("%d before %d", i - 1, i)
                    .isNegative();
        }
        assertThat(KeyLayout.revisionOfVersion(ascending[6])).isEqualTo(1L << 40);
        assertThat(KeyLayout.sameKey(ascending[1], ascending[2])).isTrue();
        assertThat(KeyLayout.sameKey(ascending[2], ascending[3])).isFalse();
    }

    private static void put(RocksStore store, String key, String row) {
        StoreBatch batch = store.newBatch();
        batch.put(Family.LATEST, bytes(key), bytes(row));
        store.write(batch);
    }

    private Path copy(Path from, String name) throws IOException {
        Path to = Files.createDirectory(parent.resolve(name));
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.filter(f -> !f.endsWith("LOCK")).toList()) {
                Files.copy(file, to.resolve(file.getFileName().toString()));
            }
        }
        return to;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
