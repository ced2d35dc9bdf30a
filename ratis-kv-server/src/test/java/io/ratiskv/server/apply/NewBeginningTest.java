package io.ratiskv.server.apply;

import static io.ratiskv.server.apply.Requests.as;
import static io.ratiskv.server.apply.Requests.bytes;
import static io.ratiskv.server.apply.Requests.entry;
import static io.ratiskv.server.apply.Requests.parse;
import static io.ratiskv.server.apply.Requests.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ratiskv.protocol.DeleteRangeRequest;
import io.ratiskv.protocol.ErrorCode;
import io.ratiskv.protocol.Fence;
import io.ratiskv.protocol.LeaseGrantRequest;
import io.ratiskv.protocol.ProtectRequest;
import io.ratiskv.protocol.Response;
import io.ratiskv.server.command.Command;
import io.ratiskv.server.mvcc.ChangeQuery;
import io.ratiskv.server.mvcc.CompactedException;
import io.ratiskv.server.mvcc.HistoryPosition;
import io.ratiskv.server.mvcc.KeyInterval;
import io.ratiskv.server.mvcc.ReadView;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The state of an old cluster as the first state of a new one. */
class NewBeginningTest {
    private static final long FORWARD = 1_000;

    @TempDir
    Path parent;

    @Test
    void keys_are_as_they_were_and_revisions_go_on_far_above() {
        long old = oldCluster();
        StateCopy made = NewBeginning.make(parent.resolve("old"), parent.resolve("new"), Requests.SMALL, FORWARD);

        assertThat(made.position()).isEqualTo(NewBeginning.POSITION);
        assertThat(made.state().revision()).isEqualTo(old + FORWARD);
        assertThat(made.keys()).isEqualTo(3);
        try (ReplicatedState state = ReplicatedState.open(parent.resolve("new"), Requests.SMALL)) {
            assertThat(value(state, "a")).isEqualTo("2");
            Response answer = parse(state.apply(1, 1, entry(put("a", "3"))).get(0));
            assertThat(answer.getPut().getRevision()).isEqualTo(old + FORWARD + 1);
        }
    }

    @Test
    void everything_before_counts_as_compacted_so_that_an_old_watch_notices() {
        long old = oldCluster();
        NewBeginning.make(parent.resolve("old"), parent.resolve("new"), Requests.SMALL, FORWARD);
        try (ReplicatedState state = ReplicatedState.open(parent.resolve("new"), Requests.SMALL)) {
            assertThatThrownBy(() -> state.readAt(old)).isInstanceOf(CompactedException.class);
            ChangeQuery all = new ChangeQuery(KeyInterval.of(new byte[] {0}, new byte[] {0}), true, true, false, false);
            for (long told : new long[] {1, old - 1, old, old + FORWARD - 1}) {
                assertThatThrownBy(
                                () -> state.changes().read(all, HistoryPosition.after(told), state.revision(), 1_000))
                        .as("one that was told up to revision %d", told)
                        .isInstanceOf(CompactedException.class);
            }
            while (state.scrub(1)) {
                // What was compacted is freed, and nothing else.
            }
            assertThat(value(state, "a")).isEqualTo("2");
            assertThat(value(state, "p/a")).isEqualTo("leased");
        }
    }

    @Test
    void sessions_are_gone_and_their_ids_are_never_given_out_again() {
        oldCluster();
        NewBeginning.make(parent.resolve("old"), parent.resolve("new"), Requests.SMALL, FORWARD);
        try (ReplicatedState state = ReplicatedState.open(parent.resolve("new"), Requests.SMALL)) {
            // The old cluster had applied it and kept the answer; it had also opened sessions after the backup.
            for (long session = 1; session < 4; session++) {
                Response answer = parse(state.apply(1, session, entry(as(session, 1, 1, 1, put("a", "again"))))
                        .get(0));
                assertThat(answer.getError().getCode()).isEqualTo(ErrorCode.SESSION_NOT_FOUND);
            }
            assertThat(value(state, "a")).isEqualTo("2");
            Response opened =
                    parse(state.apply(1, 9, entry(Requests.open("client", 5))).get(0));
            assertThat(opened.getOpenSession().getSessionId()).isGreaterThan(1_000_000);
        }
    }

    @Test
    void leases_go_on_with_the_time_they_had_left_and_their_ids_are_not_given_out_again() {
        oldCluster();
        NewBeginning.make(parent.resolve("old"), parent.resolve("new"), Requests.SMALL, FORWARD);
        try (ReplicatedState state = ReplicatedState.open(parent.resolve("new"), Requests.SMALL)) {
            assertThat(state.nextLeaseDeadlineMillis()).isEqualTo(5_000);
            Response granted = parse(state.apply(1, 1, entry(grant(0, 1_000))).get(0));
            assertThat(granted.getLeaseGrant().getId()).isGreaterThan((1L << 32) + 1_000_000);
            state.apply(1, 2, entry(6_000, List.of()));
            assertThat(value(state, "p/a")).isNull();
        }
    }

    @Test
    void no_token_of_the_old_cluster_is_good_for_a_protected_range() {
        long old = oldCluster();
        NewBeginning.make(parent.resolve("old"), parent.resolve("new"), Requests.SMALL, FORWARD);
        try (ReplicatedState state = ReplicatedState.open(parent.resolve("new"), Requests.SMALL)) {
            // One that was given out after the backup, and so is newer than all that the backup knows.
            Response late = parse(state.apply(1, 1, entry(fenced(old + 20, put("p/a", "late"))))
                    .get(0));
            assertThat(late.getError().getCode()).isEqualTo(ErrorCode.FENCE_STALE);
            Response anew = parse(state.apply(1, 2, entry(fenced(state.revision() + 1, put("p/a", "new"))))
                    .get(0));
            assertThat(anew.hasPut()).isTrue();
        }
    }

    @Test
    void the_same_store_begins_the_same_wherever_that_is_done() {
        oldCluster();
        try (ReplicatedState state = ReplicatedState.open(parent.resolve("old"), Requests.SMALL)) {
            state.checkpoint(parent.resolve("other"));
        }
        StateCopy one = NewBeginning.make(parent.resolve("old"), parent.resolve("new1"), Requests.SMALL, FORWARD);
        StateCopy two = NewBeginning.make(parent.resolve("other"), parent.resolve("new2"), Requests.SMALL, FORWARD);

        assertThat(one).isEqualTo(two);
        assertThat(StoreRows.of(parent.resolve("new1"))).isEqualTo(StoreRows.of(parent.resolve("new2")));
    }

    @Test
    void what_a_store_holds_is_counted_by_reading_it() {
        oldCluster();
        StateCopy found = NewBeginning.inspect(parent.resolve("old"), Requests.SMALL);
        try (ReplicatedState state = ReplicatedState.open(parent.resolve("old"), Requests.SMALL)) {
            assertThat(found).isEqualTo(new StateCopy(state.summary(), 3));
        }
    }

    /** Answers its revision. */
    private long oldCluster() {
        try (ReplicatedState state = ReplicatedState.open(parent.resolve("old"), Requests.SMALL)) {
            state.apply(3, 0, entry(Requests.open("client", 5), put("a", "1"), put("gone", "1")));
            state.apply(3, 1, entry(as(1, 1, 1, 1, put("a", "2"))));
            state.apply(3, 2, entry(protect("p", "q"), grant(0, 5_000)));
            long lease = (1L << 32);
            state.apply(
                    3,
                    3,
                    entry(
                            fenced(3, leased("p/a", lease)),
                            put("z", "1"),
                            Command.newBuilder()
                                    .setDeleteRange(
                                            DeleteRangeRequest.newBuilder().setKey(bytes("gone")))
                                    .build()));
            assertThat(value(state, "p/a")).isEqualTo("leased");
            return state.revision();
        }
    }

    private static @Nullable String value(ReplicatedState state, String key) {
        try (ReadView view = state.readAt(0)) {
            var found = view.get(key.getBytes(StandardCharsets.UTF_8));
            return found == null ? null : new String(found.value(), StandardCharsets.UTF_8);
        }
    }

    private static Command grant(long id, long ttlMillis) {
        return Command.newBuilder()
                .setLeaseGrant(LeaseGrantRequest.newBuilder().setId(id).setTtlMs(ttlMillis))
                .build();
    }

    private static Command leased(String key, long lease) {
        return Command.newBuilder()
                .setPut(Requests.putRequest(key, "leased").toBuilder().setLease(lease))
                .build();
    }

    private static Command fenced(long token, Command command) {
        return command.toBuilder().addFences(Fence.newBuilder().setToken(token)).build();
    }

    private static Command protect(String key, String end) {
        return Command.newBuilder()
                .setProtect(ProtectRequest.newBuilder().setKey(bytes(key)).setRangeEnd(bytes(end)))
                .build();
    }
}
