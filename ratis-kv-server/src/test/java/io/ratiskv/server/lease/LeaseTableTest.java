package io.ratiskv.server.lease;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ratiskv.server.lease.DeniedException.Reason;
import io.ratiskv.server.storage.RocksStore;
import io.ratiskv.server.storage.StoreBatch;
import io.ratiskv.server.storage.StoreConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeaseTableTest {
    private static final long TTL = 1_000;

    @TempDir
    Path directory;

    private RocksStore store;
    private LeaseTable leases;

    @BeforeEach
    void open() {
        store = RocksStore.open(directory, StoreConfig.defaults());
        leases = LeaseTable.load(store);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void leases_end_in_the_order_of_their_deadlines_and_ids_and_never_before() {
        leases.grant(3, 500, 0, 0);
        leases.grant(2, 500, 0, 0);
        leases.grant(1, 500, 0, 1);
        leases.grant(4, 400, 0, 0);
        assertThat(leases.nextDeadlineMillis()).isEqualTo(400);
        assertThat(leases.due(399)).isEmpty();
        assertThat(leases.due(499)).containsExactly(4L);
        assertThat(leases.due(500)).containsExactly(4L, 2L, 3L);
        assertThat(leases.due(10_000)).containsExactly(4L, 2L, 3L, 1L);
    }

    @Test
    void one_that_is_kept_alive_has_its_whole_time_again() {
        leases.grant(1, 500, 0, 0);
        assertThat(leases.keepAlive(1, 300)).map(LeaseFacts::deadlineMillis).contains(800L);
        assertThat(leases.keepAlive(2, 300)).isEmpty();
        assertThat(leases.due(799)).isEmpty();
        assertThat(leases.due(800)).containsExactly(1L);
    }

    @Test
    void a_time_to_live_beyond_all_time_does_not_wrap() {
        leases.grant(1, TTL, 0, Long.MAX_VALUE - 5);
        assertThat(leases.due(Long.MAX_VALUE - 1)).isEmpty();
    }

    @Test
    void an_entry_ends_no_more_leases_than_it_may() {
        for (int id = 1; id <= LeaseTable.ENDED_PER_ENTRY_MAX + 10; id++) {
            leases.grant(id, TTL, 0, 0);
        }
        assertThat(leases.due(TTL)).hasSize(LeaseTable.ENDED_PER_ENTRY_MAX);
    }

    @Test
    void an_entry_takes_no_more_keys_and_bytes_than_it_may_but_at_least_one_lease() {
        for (int id = 1; id <= 3; id++) {
            leases.grant(id, TTL, 0, 0);
        }
        for (int i = 0; i < LeaseTable.KEYS_ENDED_PER_ENTRY_MAX; i++) {
            attach(1, "k" + i, 1);
        }
        attach(2, "one more", 1);
        assertThat(leases.due(TTL)).containsExactly(1L);
        end(1);
        attach(2, "heavy", (int) LeaseTable.BYTES_ENDED_PER_ENTRY_MAX - 1);
        attach(3, "little", 1);
        assertThat(leases.due(TTL)).containsExactly(2L);
        end(2);
        assertThat(leases.due(TTL)).containsExactly(3L);
    }

    @Test
    void ids_that_are_given_out_are_new_and_far_from_those_that_people_choose() {
        leases.grant(LeaseTable.GIVEN_IDS_FROM + 1, TTL, 0, 0);
        assertThat(grant(0)).isEqualTo(LeaseTable.GIVEN_IDS_FROM);
        assertThat(grant(0)).isEqualTo(LeaseTable.GIVEN_IDS_FROM + 2);
        end(LeaseTable.GIVEN_IDS_FROM + 2);
        reload();
        assertThat(grant(0)).isEqualTo(LeaseTable.GIVEN_IDS_FROM + 3);
        assertDenied(() -> grant(LeaseTable.GIVEN_IDS_FROM), Reason.LEASE_EXISTS, 0);
    }

    @Test
    void a_session_has_its_share_and_gets_it_back() {
        for (int id = 1; id <= LeaseTable.LEASES_PER_SESSION_MAX; id++) {
            leases.grant(id, TTL, 7, 0);
        }
        assertDenied(() -> leases.grant(0, TTL, 7, 0), Reason.TOO_MANY_LEASES, LeaseTable.LEASES_PER_SESSION_MAX);
        leases.grant(0, TTL, 8, 0);
        reload();
        assertDenied(() -> leases.grant(0, TTL, 7, 0), Reason.TOO_MANY_LEASES, LeaseTable.LEASES_PER_SESSION_MAX);
        end(1);
        leases.grant(0, TTL, 7, 0);
    }

    @Test
    void all_sessions_together_have_a_bound() {
        for (int i = 0; i < LeaseTable.LEASES_MAX; i++) {
            leases.grant(0, TTL, 1 + i / LeaseTable.LEASES_PER_SESSION_MAX, 0);
        }
        assertDenied(() -> leases.grant(0, TTL, 1_000, 0), Reason.TOO_MANY_LEASES, LeaseTable.LEASES_MAX);
    }

    @Test
    void a_lease_has_a_bound_of_keys_which_replacing_them_does_not_break() {
        grant(1);
        grant(2);
        for (int i = 0; i < LeaseTable.KEYS_PER_LEASE_MAX; i++) {
            attach(1, "k" + i, 10);
        }
        KeyMove more = move("another", 0, 1, 10);
        assertDenied(() -> leases.requireRoom(List.of(more)), Reason.LEASE_KEYS_FULL, LeaseTable.KEYS_PER_LEASE_MAX);
        leases.requireRoom(List.of(move("k1", 1, 1, 20)));
        leases.requireRoom(List.of(more, move("k1", 1, 0, 10)));
        leases.requireRoom(List.of(more, move("k1", 1, 2, 10)));
        assertDenied(
                () -> leases.requireRoom(List.of(more, move("yet another", 0, 1, 10), move("k1", 1, 2, 10))),
                Reason.LEASE_KEYS_FULL,
                LeaseTable.KEYS_PER_LEASE_MAX);
    }

    @Test
    void a_lease_has_a_bound_of_bytes_below_which_it_may_always_come() {
        grant(1);
        attach(1, "a", (int) LeaseTable.BYTES_PER_LEASE_MAX);
        assertDenied(
                () -> leases.requireRoom(List.of(move("b", 0, 1, 1))),
                Reason.LEASE_KEYS_FULL,
                LeaseTable.BYTES_PER_LEASE_MAX);
        leases.requireRoom(List.of(move("a", 1, 1, 5), move("b", 0, 1, 1)));
        leases.moved(move("a", 1, 1, 5));
        reload();
        leases.requireRoom(List.of(move("b", 0, 1, (int) LeaseTable.BYTES_PER_LEASE_MAX - 5)));
    }

    @Test
    void all_leases_together_have_a_bound_of_keys() {
        List<byte[]> keys = new ArrayList<>();
        for (int i = 0; i < LeaseTable.KEYS_PER_LEASE_MAX; i++) {
            keys.add(("k" + i).getBytes(UTF_8));
        }
        int full = LeaseTable.KEYS_MAX / LeaseTable.KEYS_PER_LEASE_MAX;
        for (int id = 1; id <= full + 1; id++) {
            grant(id);
        }
        for (int id = 1; id <= full; id++) {
            long lease = id;
            keys.forEach(key -> leases.moved(new KeyMove(key, 0, lease, 5)));
            save();
        }
        assertThat(leases.keys()).isEqualTo(LeaseTable.KEYS_MAX);
        KeyMove more = move("more", 0, full + 1, 5);
        assertDenied(() -> leases.requireRoom(List.of(more)), Reason.LEASE_KEYS_FULL, LeaseTable.KEYS_MAX);
        leases.requireRoom(List.of(more, move("k1", 1, 0, 5)));
    }

    @Test
    void all_leases_together_have_a_bound_of_key_bytes() {
        String longest = "k".repeat(1024 * 1024);
        long full = LeaseTable.KEY_BYTES_MAX / longest.length();
        for (int id = 1; id <= full; id++) {
            grant(id);
            attach(id, longest, 10 + longest.length());
        }
        grant(full + 1);
        KeyMove more = move("x", 0, full + 1, 11);
        assertDenied(() -> leases.requireRoom(List.of(more)), Reason.LEASE_KEYS_FULL, LeaseTable.KEY_BYTES_MAX);
        reload();
        assertDenied(() -> leases.requireRoom(List.of(more)), Reason.LEASE_KEYS_FULL, LeaseTable.KEY_BYTES_MAX);
        leases.requireRoom(List.of(more, move(longest, 1, 0, 10)));
        leases.end(1);
        leases.requireRoom(List.of(more));
    }

    @Test
    void what_was_saved_is_there_again_with_its_keys() {
        leases.grant(1, 500, 3, 0);
        leases.grant(2, 600, 0, 0);
        leases.grant(5, 700, 0, 0);
        attach(1, "a", 3);
        attach(1, "b\0c", 4);
        attach(2, "c", 5);
        save();
        leases.keepAlive(1, 900);
        leases.moved(move("a", 1, 2, 7));
        leases.moved(move("c", 2, 0, 0));
        end(5);
        List<LeaseFacts> before = leases.list(0, 10);
        reload();
        assertThat(leases.list(0, 10)).isEqualTo(before).hasSize(2);
        assertThat(leases.list(1, 10)).extracting(LeaseFacts::id).containsExactly(2L);
        assertThat(leases.keysOf(1)).containsExactly("b\0c".getBytes(UTF_8));
        assertThat(leases.keysOf(2)).containsExactly("a".getBytes(UTF_8));
        assertThat(leases.nextDeadlineMillis()).isEqualTo(600);
        assertThat(leases.keys()).isEqualTo(2);
    }

    @Test
    void what_ended_leaves_nothing_behind() {
        grant(1);
        attach(1, "a", 3);
        save();
        end(1);
        grant(1);
        reload();
        assertThat(leases.keysOf(1)).isEmpty();
        end(1);
        reload();
        assertThat(leases.size()).isZero();
        assertDenied(() -> leases.keysOf(1), Reason.LEASE_NOT_FOUND, 0);
        assertDenied(() -> leases.end(1), Reason.LEASE_NOT_FOUND, 0);
    }

    private static void assertDenied(ThrowingCallable what, Reason reason, long limit) {
        assertThatThrownBy(what)
                .isInstanceOfSatisfying(
                        DeniedException.class,
                        e -> assertThat(List.of(e.reason(), e.limit())).isEqualTo(List.of(reason, limit)));
    }

    private long grant(long id) {
        return leases.grant(id, TTL, 0, 0).id();
    }

    private void attach(long lease, String key, int bytes) {
        leases.moved(move(key, 0, lease, bytes));
    }

    private static KeyMove move(String key, long from, long to, int bytes) {
        return new KeyMove(key.getBytes(UTF_8), from, to, bytes);
    }

    private void end(long id) {
        leases.end(id);
    }

    private void save() {
        StoreBatch batch = store.newBatch();
        leases.save(batch);
        store.write(batch);
    }

    private void reload() {
        save();
        leases = LeaseTable.load(store);
    }
}
