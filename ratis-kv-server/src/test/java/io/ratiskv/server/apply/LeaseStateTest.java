package io.ratiskv.server.apply;

import static io.ratiskv.server.apply.Requests.as;
import static io.ratiskv.server.apply.Requests.bytes;
import static io.ratiskv.server.apply.Requests.entry;
import static io.ratiskv.server.apply.Requests.parse;
import static io.ratiskv.server.apply.Requests.put;
import static org.assertj.core.api.Assertions.assertThat;

import io.ratiskv.protocol.Error;
import io.ratiskv.protocol.ErrorCode;
import io.ratiskv.protocol.Fence;
import io.ratiskv.protocol.LeaseGrantRequest;
import io.ratiskv.protocol.LeaseListRequest;
import io.ratiskv.protocol.LeaseListResponse;
import io.ratiskv.protocol.LeaseTimeToLiveRequest;
import io.ratiskv.protocol.Operation;
import io.ratiskv.protocol.ProtectRequest;
import io.ratiskv.protocol.Response;
import io.ratiskv.protocol.TxnRequest;
import io.ratiskv.server.command.Command;
import io.ratiskv.server.command.CommandBatch;
import io.ratiskv.server.lease.LeaseTable;
import io.ratiskv.server.mvcc.KeyChange;
import io.ratiskv.server.mvcc.KeyVersion;
import io.ratiskv.server.mvcc.ReadView;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Leases and fences where they meet entries, the store and who listens. What they mean is told in the scripts. */
class LeaseStateTest {
    @TempDir
    Path parent;

    @Test
    void a_restart_and_a_copy_keep_leases_and_fences_and_when_they_end() {
        try (ReplicatedState state = open("db")) {
            state.apply(
                    1,
                    0,
                    entry(
                            protect("p", "q"),
                            grant(5, 1_000),
                            grant(0, 2_000),
                            fenced(9, leased("p/a", 5)),
                            leased("b", 5)));
            state.checkpoint(parent.resolve("copy"));
        }
        for (String name : List.of("db", "copy")) {
            try (ReplicatedState state = open(name)) {
                assertThat(state.nextLeaseDeadlineMillis()).isEqualTo(1_000);
                assertThat(state.figures().leases()).isEqualTo(2);
                assertThat(error(state.apply(1, 1, entry(fenced(8, put("p/a", "2")))), 0)
                                .getActual())
                        .isEqualTo(9);
                state.apply(1, 2, entry(1_000, List.of()));
                assertThat(value(state, "p/a")).isNull();
                assertThat(value(state, "b")).isNull();
                assertThat(state.revision()).isEqualTo(4);
                assertThat(state.nextLeaseDeadlineMillis()).isEqualTo(2_000);
            }
        }
    }

    @Test
    void leases_that_an_entry_written_in_part_has_ended_are_not_counted_again() {
        List<Command> grants = new ArrayList<>();
        for (int id = 1; id <= 2 * LeaseTable.ENDED_PER_ENTRY_MAX; id++) {
            grants.add(grant(id, 1_000));
            grants.add(leased("k" + id, id));
        }
        CommandBatch first = entry(0, grants);
        CommandBatch second = entry(1_000, List.of(put("a", "1"), put("a", "2"), put("a", "3")));
        try (ReplicatedState whole = open("whole");
                ReplicatedState partial = open("partial")) {
            whole.apply(1, 0, first);
            whole.apply(1, 1, second);
            partial.apply(1, 0, first);
            partial.close();
            PartialEntries.leave(parent.resolve("partial"), second, 2);
            try (ReplicatedState again = open("partial")) {
                assertThat(again.isApplied(1)).isFalse();
                again.apply(1, 1, second);
                assertThat(again.summary()).isEqualTo(whole.summary());
                assertThat(again.figures().leases()).isEqualTo(LeaseTable.ENDED_PER_ENTRY_MAX);
            }
        }
    }

    @Tag("slow")
    @Test
    void a_hundred_thousand_leases_end_in_bounded_entries_with_writes_in_between() {
        try (ReplicatedState state = open("db")) {
            endMany(100_000, state);
        }
    }

    @Test
    void many_leases_end_in_the_same_entries_on_every_member() {
        StateLimits stepwise = new StateLimits(Requests.SMALL.store(), 1 << 20, 1 << 10, 5_000);
        try (ReplicatedState one = open("one");
                ReplicatedState other = ReplicatedState.open(parent.resolve("other"), stepwise)) {
            endMany(2_000, one, other);
            assertThat(other.summary()).isEqualTo(one.summary());
        }
    }

    private static void endMany(int count, ReplicatedState... members) {
        long index = 0;
        for (int from = 1; from <= count; from += 1_000) {
            long session = 1L + from / LeaseTable.LEASES_PER_SESSION_MAX;
            List<Command> commands = new ArrayList<>(List.of(Requests.open("client" + session, 1)));
            for (int id = from; id < from + 1_000; id++) {
                // Each session has a share of its own.
                commands.add(as(session, 1, id, id, grant(id, 1_000 + id % 7)));
                commands.add(leased("lease/" + id, id));
            }
            for (byte[] answer : everywhere(index++, entry(0, commands), members)) {
                assertThat(parse(answer).hasError()).isFalse();
            }
        }
        ReplicatedState state = members[0];
        LeaseTable leases = state.tables().leases();
        assertThat(leases.size()).isEqualTo(count);
        int entries = 0;
        long revision = state.revision();
        while (state.nextLeaseDeadlineMillis() <= 2_000) {
            int before = leases.size();
            CommandBatch write = entry(2_000, List.of(put("writes", "" + entries)));
            List<byte[]> answers = everywhere(index++, write, members);
            int ended = before - leases.size();
            assertThat(ended).isBetween(1, LeaseTable.ENDED_PER_ENTRY_MAX);
            revision += ended + 1;
            assertThat(parse(answers.get(0)).getPut().getRevision()).isEqualTo(revision);
            entries++;
        }
        assertThat(entries).isEqualTo((count + LeaseTable.ENDED_PER_ENTRY_MAX - 1) / LeaseTable.ENDED_PER_ENTRY_MAX);
        assertThat(leases.size()).isZero();
        assertThat(state.figures().keysEstimate()).isEqualTo(1);
    }

    private static List<byte[]> everywhere(long index, CommandBatch batch, ReplicatedState... members) {
        List<byte[]> answers = List.of();
        for (ReplicatedState member : members) {
            answers = member.apply(1, index, batch);
        }
        return answers;
    }

    @Test
    void who_listens_hears_what_expired_with_the_states_before() {
        List<KeyChange> heard = new ArrayList<>();
        List<Long> revisions = new ArrayList<>();
        try (ReplicatedState state = open("db")) {
            state.apply(1, 0, entry(grant(1, 1_000), leased("a", 1), leased("b", 1)));
            state.tell((now, changes) -> {
                heard.addAll(changes);
                revisions.add(now.revision());
                assertThat(state.revision()).isEqualTo(now.revision());
            });
            state.apply(1, 1, entry(1_000, List.of(put("c", "3"), put("c", "4"))));
            assertThat(revisions).containsExactly(6L);
            assertThat(heard)
                    .extracting(c -> c.revision() + " " + text(c.before()) + " > " + text(c.after()))
                    .containsExactly("4 a=leased > a deleted", "4 b=leased > b deleted", "5 - > c=3", "6 c=3 > c=4");
        }
    }

    @Test
    void a_put_for_which_the_lease_has_no_room_undoes_its_whole_command() {
        try (ReplicatedState state = open("db")) {
            List<Command> commands = new ArrayList<>(List.of(grant(1, 1_000), grant(2, 1_000)));
            for (int i = 0; i < LeaseTable.KEYS_PER_LEASE_MAX; i++) {
                commands.add(leased("k" + i, 1));
            }
            state.apply(1, 0, entry(0, commands));
            long revision = state.revision();
            Command both = Command.newBuilder()
                    .setTxn(TxnRequest.newBuilder()
                            .addSuccess(operation(leased("other", 2)))
                            .addSuccess(operation(leased("more", 1))))
                    .build();
            Error error = error(state.apply(1, 1, entry(both)), 0);
            assertThat(error.getCode()).isEqualTo(ErrorCode.LEASE_KEYS_FULL);
            assertThat(error.getLimit()).isEqualTo(LeaseTable.KEYS_PER_LEASE_MAX);
            assertThat(error.getKey().toStringUtf8()).isEqualTo("more");
            assertThat(state.revision()).isEqualTo(revision);
            assertThat(state.timeToLive(
                                    LeaseTimeToLiveRequest.newBuilder().setId(2).build(), 0)
                            .orElseThrow()
                            .getLease()
                            .getKeys())
                    .isZero();
            state.apply(1, 2, entry(1_000, List.of()));
            assertThat(state.revision()).as("one revision for all its keys").isEqualTo(revision + 1);
            assertThat(state.figures().keysEstimate()).isZero();
        }
    }

    @Test
    void what_a_lease_has_left_is_told_by_the_later_of_the_clock_and_the_log() {
        try (ReplicatedState state = open("db")) {
            state.apply(1, 0, entry(100, List.of(grant(1, 1_000))));
            assertThat(remaining(state, 0)).isEqualTo(1_000);
            assertThat(remaining(state, 600)).isEqualTo(500);
            assertThat(remaining(state, 99_999)).isZero();
        }
    }

    @Test
    void leases_are_listed_in_pages() {
        try (ReplicatedState state = open("db")) {
            state.apply(1, 0, entry(grant(1, 1_000), grant(2, 1_000), grant(3, 1_000)));
            LeaseListResponse first =
                    state.leases(LeaseListRequest.newBuilder().setLimit(2).build(), 0);
            assertThat(first.getMore()).isTrue();
            assertThat(first.getLeasesCount()).isEqualTo(2);
            LeaseListResponse last = state.leases(
                    LeaseListRequest.newBuilder().setAfter(2).setLimit(1).build(), 0);
            assertThat(last.getMore()).isFalse();
            assertThat(last.getLeases(0).getId()).isEqualTo(3);
        }
    }

    private static long remaining(ReplicatedState state, long nowMillis) {
        return state.leases(LeaseListRequest.getDefaultInstance(), nowMillis)
                .getLeases(0)
                .getRemainingMs();
    }

    private static String text(@Nullable KeyVersion state) {
        if (state == null) {
            return "-";
        }
        String key = new String(state.key(), StandardCharsets.UTF_8);
        return state.isTombstone() ? key + " deleted" : key + "=" + new String(state.value(), StandardCharsets.UTF_8);
    }

    private static @Nullable KeyVersion value(ReplicatedState state, String key) {
        try (ReadView view = state.readAt(0)) {
            return view.get(key.getBytes(StandardCharsets.UTF_8));
        }
    }

    private static Error error(List<byte[]> answers, int position) {
        Response answer = parse(answers.get(position));
        return answer.getError();
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

    private static Operation operation(Command put) {
        return Operation.newBuilder().setPut(put.getPut()).build();
    }

    private static Command fenced(long token, Command command) {
        return command.toBuilder().addFences(Fence.newBuilder().setToken(token)).build();
    }

    private static Command protect(String key, String end) {
        return Command.newBuilder()
                .setProtect(ProtectRequest.newBuilder().setKey(bytes(key)).setRangeEnd(bytes(end)))
                .build();
    }

    private ReplicatedState open(String name) {
        return ReplicatedState.open(parent.resolve(name), Requests.SMALL);
    }
}
