package io.ratiskv.server.mvcc;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NewestStatesTest {
    private static final long ROOM_FOR_TWO = 2 * (NewestStates.ENTRY_BYTES + 100);

    private final NewestStates newest = new NewestStates(ROOM_FOR_TWO);

    @Test
    void what_was_written_last_is_what_is_found() {
        newest.written(alive("a", 2));
        newest.written(alive("a", 3));
        assertThat(revisionOf("a")).isEqualTo(3);
        assertThat(newest.find(key("b"))).isNull();
    }

    @Test
    void a_deleted_key_is_forgotten_because_the_store_may_forget_its_tombstone() {
        newest.written(alive("a", 2));
        newest.written(RowCodec.tombstone(key("a"), 3));
        assertThat(newest.find(key("a"))).isNull();
        assertThat(newest.find(key("a"), k -> RowCodec.tombstone(k, 3))).isNull();
    }

    @Test
    void what_a_reader_brings_from_the_store_is_known_from_then_on() {
        assertThat(newest.find(key("a"), k -> alive("a", 2))).isNotNull();
        assertThat(revisionOf("a")).isEqualTo(2);
        assertThat(newest.find(key("b"), absent -> null)).isNull();
    }

    @Test
    void no_more_is_kept_than_there_is_room_for() {
        for (int i = 0; i < 100; i++) {
            newest.written(alive("k" + i, i + 2));
        }
        assertThat(IntStream.range(0, 100).filter(i -> newest.find(key("k" + i)) != null))
                .hasSizeLessThanOrEqualTo(2);

        NewestStates none = new NewestStates(0);
        none.written(alive("a", 2));
        assertThat(none.find(key("a"))).isNull();
    }

    private long revisionOf(String key) {
        KeyVersion found = newest.find(key(key));
        return found == null ? 0 : found.modRevision();
    }

    private static KeyVersion alive(String key, long revision) {
        return RowCodec.alive(key(key), revision, revision, 1, 0, ByteBuffer.allocate(60));
    }

    private static byte[] key(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
