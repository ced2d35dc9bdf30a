package io.ratiskv.server.apply;

import static io.ratiskv.server.apply.Requests.as;
import static io.ratiskv.server.apply.Requests.bytes;
import static io.ratiskv.server.apply.Requests.entry;
import static io.ratiskv.server.apply.Requests.parse;
import static io.ratiskv.server.apply.Requests.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.ratiskv.protocol.CommitRequest;
import io.ratiskv.protocol.DeleteRangeRequest;
import io.ratiskv.protocol.ErrorCode;
import io.ratiskv.protocol.KeyRange;
import io.ratiskv.protocol.Operation;
import io.ratiskv.protocol.RangeRequest;
import io.ratiskv.protocol.Response;
import io.ratiskv.protocol.SortOrder;
import io.ratiskv.protocol.TxnRequest;
import io.ratiskv.server.command.Command;
import io.ratiskv.server.command.RangeMessages;
import io.ratiskv.server.mvcc.RangeCursor;
import io.ratiskv.server.mvcc.RangePage;
import io.ratiskv.server.mvcc.RangeTooLargeException;
import io.ratiskv.server.mvcc.ReadView;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is bounded is refused beyond the bound, by name, and changes nothing. */
class BoundsTest {
    private static final ByteString END = ByteString.copyFrom(new byte[1]);

    @TempDir
    Path directory;

    private ReplicatedState state;
    private long index;

    @BeforeEach
    void open() {
        state = ReplicatedState.open(directory, Requests.SMALL);
    }

    @AfterEach
    void close() {
        state.close();
    }

    @Test
    void an_answer_that_is_too_large_is_refused_and_nothing_is_changed() {
        for (int i = 0; i < 9; i++) {
            apply(put("big" + i, "x".repeat(1 << 20)));
        }
        Operation readAll = Operation.newBuilder()
                .setRange(RangeRequest.newBuilder().setKey(bytes("big")).setRangeEnd(END))
                .build();
        long revision = state.revision();
        Response answer = apply(Command.newBuilder()
                .setTxn(TxnRequest.newBuilder()
                        .addSuccess(Requests.putOperation("a", "1"))
                        .addSuccess(readAll))
                .build());
        assertThat(answer.getError().getCode()).isEqualTo(ErrorCode.RESULT_TOO_LARGE);
        assertThat(answer.getError().getLimit()).isEqualTo(8 << 20);
        Response deleted = apply(Command.newBuilder()
                .setDeleteRange(DeleteRangeRequest.newBuilder()
                        .setKey(bytes("big"))
                        .setRangeEnd(END)
                        .setPrevKv(true))
                .build());
        assertThat(deleted.getError().getCode()).isEqualTo(ErrorCode.RESULT_TOO_LARGE);
        assertThat(state.revision()).isEqualTo(revision);
        assertThat(state.figures().keysEstimate()).isEqualTo(9);
    }

    @Test
    void a_command_that_changes_too_many_keys_is_refused_and_nothing_is_changed() {
        for (int i = 0; i < 11; i++) {
            List<Command> commands = new ArrayList<>();
            for (int k = 0; k < 10_000; k++) {
                commands.add(put("key" + i + "-" + k, ""));
            }
            state.apply(1, index++, entry(0, commands));
        }
        long revision = state.revision();
        Response answer = apply(Command.newBuilder()
                .setDeleteRange(
                        DeleteRangeRequest.newBuilder().setKey(bytes("k")).setRangeEnd(END))
                .build());
        assertThat(answer.getError().getCode()).isEqualTo(ErrorCode.RESULT_TOO_LARGE);
        assertThat(answer.getError().getMessage()).contains("keys changed");
        assertThat(state.revision()).isEqualTo(revision);
        Response half = apply(Command.newBuilder()
                .setDeleteRange(
                        DeleteRangeRequest.newBuilder().setKey(bytes("key1")).setRangeEnd(bytes("key2")))
                .build());
        assertThat(half.getDeleteRange().getDeleted()).isEqualTo(20_000);
        assertThat(state.figures().keysEstimate()).isEqualTo(90_000);
    }

    @Test
    void a_sorted_read_needs_memory_only_for_what_its_limit_keeps() {
        for (int i = 0; i < 40; i++) {
            apply(put("k" + i, "x".repeat(50_000)));
        }
        RangeRequest.Builder sorted =
                RangeRequest.newBuilder().setKey(bytes("k")).setRangeEnd(END).setSortOrder(SortOrder.DESCEND);
        try (ReadView view = state.readAt(0);
                RangeCursor tooLarge = view.range(RangeMessages.query(sorted.build()));
                RangeCursor limited =
                        view.range(RangeMessages.query(sorted.setLimit(5).build()))) {
            assertThatThrownBy(() -> tooLarge.next(1 << 20))
                    .isInstanceOfSatisfying(
                            RangeTooLargeException.class,
                            e -> assertThat(e.limit()).isEqualTo(Requests.SMALL.sortBytesMax()));
            RangePage page = limited.next(1 << 20);
            assertThat(page.keyVersions()).hasSize(5);
            assertThat(page.more()).isTrue();
        }
    }

    @Test
    void a_read_in_key_order_comes_in_pages_of_about_the_size_asked_for() {
        for (int i = 0; i < 100; i++) {
            apply(put("k" + (100 + i), "x".repeat(1_000)));
        }
        int pages = 0;
        int keys = 0;
        try (ReadView view = state.readAt(0);
                RangeCursor cursor = view.range(RangeMessages.query(RangeRequest.newBuilder()
                        .setKey(bytes("k"))
                        .setRangeEnd(END)
                        .build()))) {
            RangePage page;
            do {
                page = cursor.next(10_000);
                pages++;
                keys += page.keyVersions().size();
                assertThat(page.keyVersions()).hasSizeLessThanOrEqualTo(10).isNotEmpty();
            } while (!page.isLast());
            assertThatThrownBy(() -> cursor.next(10_000)).isInstanceOf(IllegalStateException.class);
        }
        assertThat(keys).isEqualTo(100);
        assertThat(pages).isBetween(10, 13);
    }

    @Test
    void a_session_with_too_many_bytes_of_answers_is_refused_until_it_confirms() {
        apply(Requests.open("A", 1));
        String large = "x".repeat(1 << 20);
        apply(put("k", large));
        Command answersLarge = Command.newBuilder()
                .setPut(Requests.putRequest("k", large).toBuilder().setPrevKv(true))
                .build();
        for (int i = 1; i <= 4; i++) {
            assertThat(apply(as(1, 1, i, 1, answersLarge)).hasPut()).isTrue();
        }
        long revision = state.revision();
        assertThat(apply(as(1, 1, 5, 1, answersLarge)).getError().getCode()).isEqualTo(ErrorCode.SESSION_WINDOW_FULL);
        assertThat(state.revision()).isEqualTo(revision);
        assertThat(apply(as(1, 1, 5, 2, answersLarge)).hasPut()).isTrue();
        assertThat(apply(as(1, 1, 5, 2, answersLarge)).getPut().getRevision()).isEqualTo(revision + 1);
    }

    @Test
    void small_and_large_old_and_recent_reads_are_validated_with_one_outcome() {
        // A small range m, and a large one w of more keys than are looked through one by one.
        List<Command> commands = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            commands.add(put("w" + (1_000 + i), ""));
        }
        state.apply(1, index++, entry(0, commands));
        apply(put("m1", "1"));
        apply(put("m5", "1"));
        long before = state.revision();
        commands.clear();
        for (int i = 0; i < 12_000; i++) {
            commands.add(put("other", "" + i));
        }
        state.apply(1, index++, entry(0, commands));
        long recent = state.revision();
        for (String key : List.of("m3", "m3", "w1800", "w1900", "w1800")) {
            apply(put(key, "new"));
        }
        for (String key : List.of("m5", "w1990")) {
            apply(Command.newBuilder()
                    .setDeleteRange(DeleteRangeRequest.newBuilder().setKey(bytes(key)))
                    .build());
        }
        for (long readRevision : new long[] {before, before + 50, recent}) {
            assertConflict(commit(readRevision, "m", "n"), "m3", recent + 2);
            assertConflict(commit(readRevision, "w", "x"), "w1800", recent + 5);
            assertConflict(commit(readRevision, "w1801", "x"), "w1900", recent + 4);
            assertConflict(commit(readRevision, "w1950", "x"), "w1990", recent + 7);
            assertConflict(commit(readRevision, "m4", "m9"), "m5", recent + 6);
            assertThat(commit(readRevision, "m0", "m2").hasCommit()).isTrue();
            assertThat(commit(readRevision, "w", "w1800").hasCommit()).isTrue();
        }
        assertThat(commit(recent + 7, "a", "z").hasCommit()).isTrue();
        // The same against changes of the same entry; w9 comes after all the others.
        List<byte[]> together = state.apply(
                1,
                index++,
                entry(
                        put("w9", "1"),
                        commitOf(recent + 7, "w", "x"),
                        commitOf(recent + 7, "w9", "x"),
                        commitOf(recent + 7, "w", "w9"),
                        put("w0", "1"),
                        commitOf(before, "w", "x")));
        assertConflict(parse(together.get(1)), "w9", recent + 8);
        assertConflict(parse(together.get(2)), "w9", recent + 8);
        assertThat(parse(together.get(3)).hasCommit()).isTrue();
        assertConflict(parse(together.get(5)), "w0", recent + 9);
    }

    private static void assertConflict(Response answer, String key, long revision) {
        assertThat(answer.getError().getCode()).isEqualTo(ErrorCode.CONFLICT);
        assertThat(answer.getError().getKey().toStringUtf8()).isEqualTo(key);
        assertThat(answer.getError().getRevision()).isEqualTo(revision);
    }

    @Test
    void scrubbing_gives_back_the_space_of_superseded_states() {
        for (int i = 0; i < 300; i++) {
            apply(put("k" + i % 3, Integer.toHexString(i).repeat(3_000)));
        }
        apply(Command.newBuilder()
                .setDeleteRange(DeleteRangeRequest.newBuilder().setKey(bytes("k0")))
                .build());
        state.flush();
        assertThat(StoreRows.count(state, directory)).isEqualTo(3 + 298 + 301);
        state = ReplicatedState.open(directory, Requests.SMALL);
        assertThat(state.scrub(10)).isFalse();
        apply(Command.newBuilder()
                .setCompact(io.ratiskv.protocol.CompactRequest.newBuilder().setRevision(state.revision()))
                .build());
        int steps = 0;
        while (state.scrub(10)) {
            steps++;
        }
        assertThat(steps).isEqualTo(30);
        // Two keys alive; of the deleted one, and of all history, nothing.
        assertThat(StoreRows.count(state, directory)).isEqualTo(2);
        state = ReplicatedState.open(directory, Requests.SMALL);
        assertThat(state.figures().keysEstimate()).isEqualTo(2);
    }

    @Test
    void sessions_that_ended_are_removed_a_bounded_number_at_a_time_in_order_of_their_deadlines() {
        List<Command> opens = new ArrayList<>();
        for (int i = 0; i < 600; i++) {
            opens.add(Command.newBuilder()
                    .setOpenSession(io.ratiskv.protocol.OpenSessionRequest.newBuilder()
                            .setIdentity("client" + i)
                            .setInstance(1)
                            .setRetentionMs(10_000 - i))
                    .build());
        }
        state.apply(1, index++, entry(0, opens));
        assertThat(state.figures().sessions()).isEqualTo(600);
        state.apply(1, index++, entry(20_000, List.of()));
        assertThat(state.figures().sessions()).isEqualTo(600 - SessionTable.EXPIRED_PER_ENTRY_MAX);
        // The shortest retentions went first: those of the clients opened last.
        assertThat(apply(as(600, 1, 1, 0, put("a", "1"))).getError().getCode()).isEqualTo(ErrorCode.SESSION_NOT_FOUND);
        state.close();
        state = ReplicatedState.open(directory, Requests.SMALL);
        state.apply(1, index++, entry(20_000, List.of()));
        assertThat(state.figures().sessions()).isZero();
        assertThat(StoreRows.sessionRows(state, directory)).isZero();
        state = ReplicatedState.open(directory, Requests.SMALL);
    }

    private Response commit(long readRevision, String from, String to) {
        return apply(commitOf(readRevision, from, to));
    }

    private static Command commitOf(long readRevision, String from, String to) {
        return Command.newBuilder()
                .setCommit(CommitRequest.newBuilder()
                        .setReadRevision(readRevision)
                        .addReads(KeyRange.newBuilder().setKey(bytes(from)).setRangeEnd(bytes(to))))
                .build();
    }

    private Response apply(Command command) {
        return parse(state.apply(1, index++, entry(command)).get(0));
    }
}
