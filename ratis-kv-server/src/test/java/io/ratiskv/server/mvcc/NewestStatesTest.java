package io.ratiskv.server.mvcc;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
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
        assertThat(newest.sizeBytes()).isZero();
    }

    @Test
    void the_one_that_was_longest_not_asked_for_makes_room() {
        newest.written(alive("a", 2));
        newest.written(alive("b", 3));
        assertThat(revisionOf("a")).isEqualTo(2);
        newest.written(alive("c", 4));
        assertThat(newest.find(key("b"))).isNull();
        assertThat(revisionOf("a")).isEqualTo(2);
        assertThat(revisionOf("c")).isEqualTo(4);
        assertThat(newest.sizeBytes()).isLessThanOrEqualTo(ROOM_FOR_TWO);
    }

    @Test
    void a_state_larger_than_the_bound_is_not_kept_and_without_room_nothing_is() {
        newest.written(RowCodec.alive(key("a"), 2, 2, 1, 0, ByteBuffer.allocate((int) ROOM_FOR_TWO)));
        assertThat(newest.find(key("a"))).isNull();
        assertThat(newest.sizeBytes()).isZero();

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
