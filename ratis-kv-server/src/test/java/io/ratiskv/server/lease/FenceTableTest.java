package io.ratiskv.server.lease;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ratiskv.server.lease.DeniedException.Reason;
import io.ratiskv.server.storage.RocksStore;
import io.ratiskv.server.storage.StoreBatch;
import io.ratiskv.server.storage.StoreConfig;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FenceTableTest {
    @TempDir
    Path directory;

    private RocksStore store;
    private FenceTable fences;

    @BeforeEach
    void open() {
        store = RocksStore.open(directory, StoreConfig.defaults());
        fences = FenceTable.load(store);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void newest_tokens_and_what_was_lifted_survive() {
        fences.protect(bytes("a"), bytes("b"));
        fences.protect(bytes("a"), bytes(""));
        fences.protect(bytes("c"), bytes("\0"));
        save();
        fences.advance(fences.judge(List.of(new FenceToken(bytes(""), 7)), List.of(bytes("aa"), bytes("z"))));
        fences.lift(bytes("a"), bytes(""));
        save();
        fences = FenceTable.load(store);
        assertThat(fences.list())
                .extracting(range -> new String(range.key(), UTF_8) + " " + range.newestToken())
                .containsExactly("a 7", "c 7");
        assertThatThrownBy(() -> fences.judge(List.of(new FenceToken(bytes(""), 6)), List.of(bytes("az"))))
                .isInstanceOfSatisfying(DeniedException.class, e -> {
                    assertThat(e.reason()).isEqualTo(Reason.FENCE_STALE);
                    assertThat(e.key()).isEqualTo(bytes("az"));
                    assertThat(e.actual()).isEqualTo(7);
                });
    }

    @Test
    void a_token_that_was_judged_counts_only_when_the_write_stands() {
        fences.protect(bytes("a"), bytes("b"));
        assertThat(fences.judge(List.of(new FenceToken(bytes("a"), 9)), List.of(bytes("a"))))
                .hasSize(1);
        assertThat(fences.judge(List.of(new FenceToken(bytes("a"), 1)), List.of(bytes("a"))))
                .hasSize(1);
    }

    @Test
    void there_are_bounds_of_ranges_and_of_their_bytes() {
        for (int i = 0; i < FenceTable.RANGES_MAX; i++) {
            assertThat(fences.protect(bytes("k" + i), bytes(""))).isTrue();
        }
        assertThatThrownBy(() -> fences.protect(bytes("one more"), bytes("")))
                .isInstanceOfSatisfying(DeniedException.class, e -> {
                    assertThat(e.reason()).isEqualTo(Reason.TOO_MANY_PROTECTED);
                    assertThat(e.limit()).isEqualTo(FenceTable.RANGES_MAX);
                });
        assertThat(fences.protect(bytes("k1"), bytes(""))).isFalse();
        fences.lift(bytes("k1"), bytes(""));
        assertThatThrownBy(() -> fences.protect(new byte[(int) FenceTable.RANGE_BYTES_MAX], bytes("")))
                .isInstanceOfSatisfying(
                        DeniedException.class, e -> assertThat(e.limit()).isEqualTo(FenceTable.RANGE_BYTES_MAX));
        assertThat(fences.protect(bytes("one more"), bytes(""))).isTrue();
    }

    private void save() {
        StoreBatch batch = store.newBatch();
        fences.save(batch);
        store.write(batch);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
