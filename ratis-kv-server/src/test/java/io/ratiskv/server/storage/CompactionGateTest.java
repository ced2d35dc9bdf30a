package io.ratiskv.server.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompactionGateTest {
    private static final StoreConfig SMALL = new StoreConfig(1 << 20, 1 << 20, 64, 1, Duration.ofSeconds(10));
    private static final int TABLES = 8;
    private static final int TABLE_BYTES = 100_000;

    @TempDir
    Path parent;

    private final AtomicLong free = new AtomicLong(1L << 40);
    private RocksStore store;

    @BeforeEach
    void open() {
        store = RocksStore.open(new StoreDirectory(parent.resolve("db")), SMALL, StoreFormat.OLDEST, free::get);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void no_compaction_begins_that_could_take_more_than_is_free_beyond_what_is_to_be_left() {
        free.set(3 * TABLES * TABLE_BYTES);
        store.space().leaveFree(free.get() - TABLE_BYTES);
        tablesOf(Family.VERSIONS, TABLES); // twice as many as make RocksDB merge them
        assertThat(store.space().compact(Family.VERSIONS)).isFalse();
        assertThat(store.figures().levelZeroFiles()).isGreaterThanOrEqualTo(TABLES);
    }

    @Test
    void one_that_fits_goes_beside_one_that_does_not() {
        free.set(0);
        store.space().leaveFree(0);
        tablesOf(Family.VERSIONS, TABLES);
        tablesOf(Family.CHANGES, 2);
        free.set(3 * TABLE_BYTES);
        store.space().leaveFree(0);
        assertThat(store.space().compact(Family.VERSIONS)).isFalse();
        assertThat(store.space().compact(Family.CHANGES)).isTrue();
    }

    @Test
    void what_did_not_fit_is_compacted_by_itself_when_there_is_room() {
        free.set(0);
        store.space().leaveFree(0);
        tablesOf(Family.VERSIONS, TABLES);
        free.set(10 * TABLES * TABLE_BYTES);
        store.space().leaveFree(0);
        await().atMost(Duration.ofSeconds(60)).until(() -> store.figures().levelZeroFiles() < TABLES / 2);
        await().atMost(Duration.ofSeconds(60)).until(() -> store.space().size().compactingBytes() == 0);
    }

    @Test
    void nothing_is_bounded_before_somebody_asks_for_it() {
        free.set(0);
        tablesOf(Family.VERSIONS, 3);
        assertThat(store.space().compact(Family.VERSIONS)).isTrue();
    }

    /** Tables of the same keys, which do not compress. */
    private void tablesOf(Family family, int count) {
        Random random = new Random(1);
        for (int i = 0; i < count; i++) {
            byte[] row = new byte[TABLE_BYTES];
            random.nextBytes(row);
            StoreBatch batch = store.newBatch();
            batch.put(family, "k1".getBytes(UTF_8), row);
            batch.put(family, ("k2" + i).getBytes(UTF_8), new byte[1]);
            store.write(batch);
            store.flush();
        }
    }
}
