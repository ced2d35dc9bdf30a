package io.ratiskv.server.apply;

import static io.ratiskv.server.apply.Requests.as;
import static io.ratiskv.server.apply.Requests.entry;
import static io.ratiskv.server.apply.Requests.parse;
import static io.ratiskv.server.apply.Requests.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.ratiskv.protocol.CompactRequest;
import io.ratiskv.protocol.DeleteRangeRequest;
import io.ratiskv.protocol.ErrorCode;
import io.ratiskv.protocol.ResolveRequest;
import io.ratiskv.protocol.Response;
import io.ratiskv.server.command.Command;
import io.ratiskv.server.command.CommandBatch;
import io.ratiskv.server.command.LogFormats;
import io.ratiskv.server.mvcc.CompactedException;
import io.ratiskv.server.mvcc.FutureRevisionException;
import io.ratiskv.server.mvcc.KeyInterval;
import io.ratiskv.server.mvcc.RangeCursor;
import io.ratiskv.server.mvcc.RangeQuery;
import io.ratiskv.server.mvcc.ReadView;
import io.ratiskv.server.storage.StoreClosedException;
import io.ratiskv.server.storage.StoreException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplicatedStateTest {
    @TempDir
    Path parent;

    @Test
    void an_empty_store_is_at_revision_1_and_nothing_is_applied() {
        try (ReplicatedState state = open("db")) {
            assertThat(state.summary()).isEqualTo(new StateSummary(AppliedPosition.NONE, 1, 0, 0, 0));
            assertThat(state.isApplied(0)).isFalse();
            assertThatThrownBy(() -> state.readAt(2)).isInstanceOf(FutureRevisionException.class);
        }
    }

    @Test
    void an_entry_that_is_applied_already_is_refused() {
        try (ReplicatedState state = open("db")) {
            state.apply(3, 7, entry(put("a", "1")));
            assertThat(state.applied()).isEqualTo(new AppliedPosition(3, 7));
            assertThat(state.isApplied(7)).isTrue();
            assertThat(state.isApplied(8)).isFalse();
            assertThatThrownBy(() -> state.apply(3, 7, entry(put("a", "2"))))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> state.applyNothing(3, 6)).isInstanceOf(IllegalArgumentException.class);
            assertThat(state.revision()).isEqualTo(2);
        }
    }

    @Test
    void an_unknown_entry_format_is_named_and_changes_nothing() {
        try (ReplicatedState state = open("db")) {
            CommandBatch later = entry(put("a", "1")).toBuilder().setFormat(9).build();
            assertThatThrownBy(() -> state.apply(1, 5, later))
                    .isInstanceOf(UnknownFormatException.class)
                    .hasMessageContaining("entry 5")
                    .hasMessageContaining("format 9");
            assertThat(state.applied()).isEqualTo(AppliedPosition.NONE);
        }
    }

    @Test
    void a_store_is_of_the_format_of_the_newest_entry_in_it_and_an_older_build_does_not_open_it() {
        StateLimits next = Requests.SMALL.reading(new LogFormats(2, 3, command -> 3));
        try (ReplicatedState state = ReplicatedState.open(parent.resolve("db"), next)) {
            state.apply(1, 0, entry(put("a", "1")));
            assertThat(state.format()).isEqualTo(2);
        }
        try (ReplicatedState state = open("db")) {
            assertThat(state.format())
                    .as("nothing new was used: both builds have it")
                    .isEqualTo(2);
        }
        try (ReplicatedState state = ReplicatedState.open(parent.resolve("db"), next)) {
            state.apply(1, 1, entry(put("a", "2")).toBuilder().setFormat(3).build());
            state.apply(1, 2, entry(put("a", "3")));
            assertThat(state.format()).isEqualTo(3);
        }
        assertThatThrownBy(() -> open("db"))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("has format 3, but this build reads format 2 only");
    }

    @Test
    void nothing_moves_the_position_alone() {
        try (ReplicatedState state = open("db")) {
            state.apply(1, 0, entry(put("a", "1")));
            long hash = state.stateHash();
            state.applyNothing(2, 1);
            assertThat(state.summary()).isEqualTo(new StateSummary(new AppliedPosition(2, 1), 2, 0, 0, hash));
        }
        try (ReplicatedState state = open("db")) {
            assertThat(state.applied()).isEqualTo(new AppliedPosition(2, 1));
        }
    }

    @Test
    void after_a_crash_the_log_is_replayed_from_what_was_flushed() throws IOException {
        List<CommandBatch> log = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            Command first = i == 0 ? Requests.open("A", 1) : as(1, 1, 2L * i, 1, put("a" + i % 7, "v" + i));
            log.add(entry(1_000L * i, List.of(first, put("b" + i % 5, "w" + i))));
        }
        try (ReplicatedState state = open("db")) {
            for (int i = 0; i < log.size(); i++) {
                state.apply(1, i, log.get(i));
                if (i == 41) {
                    state.flush();
                }
            }
            try (ReplicatedState crashed = ReplicatedState.open(copy("db", "crashed"), Requests.SMALL)) {
                assertThat(crashed.applied().index()).isEqualTo(41);
                for (int i = 0; i < log.size(); i++) {
                    if (!crashed.isApplied(i)) {
                        crashed.apply(1, i, log.get(i));
                    }
                }
                assertThat(crashed.summary()).isEqualTo(state.summary());
            }
        }
    }

    @Test
    void a_large_entry_that_was_written_in_part_is_finished_when_it_is_applied_again() throws IOException {
        List<Command> commands = new ArrayList<>();
        commands.add(Requests.open("A", 1));
        for (int i = 1; i <= 9; i++) {
            commands.add(as(1, 1, i, 0, put("k", "v" + i)));
        }
        StateLimits stepwise = new StateLimits(Requests.SMALL.store(), 1 << 20, 1 << 10, 1);
        try (ReplicatedState state = ReplicatedState.open(parent.resolve("db"), stepwise);
                ReplicatedState partial = open("partial");
                ReplicatedState whole = open("whole")) {
            whole.apply(1, 0, entry(5_000, commands));
            state.apply(1, 0, entry(5_000, commands));
            assertThat(state.summary()).isEqualTo(whole.summary());
            // As a crash between two steps leaves it: the first six commands, without the entry's position.
            partial.close();
            Path path = parent.resolve("partial");
            PartialEntries.leave(path, entry(5_000, commands), 6);
            try (ReplicatedState again = ReplicatedState.open(path, Requests.SMALL)) {
                assertThat(again.isApplied(0)).isFalse();
                assertThat(again.revision()).isEqualTo(6);
                List<byte[]> answers = again.apply(1, 0, entry(5_000, commands));
                assertThat(answers).hasSize(10);
                assertThat(parse(answers.get(5)).getError().getCode()).isEqualTo(ErrorCode.OUTCOME_UNKNOWN);
                assertThat(parse(answers.get(6)).getPut().getRevision()).isEqualTo(7);
                assertThat(again.summary()).isEqualTo(whole.summary());
            }
        }
    }

    @Test
    void sessions_that_an_entry_written_in_part_has_ended_are_not_counted_again() {
        List<Command> opens = new ArrayList<>();
        for (int i = 0; i < 3 * SessionTable.EXPIRED_PER_ENTRY_MAX; i++) {
            opens.add(Requests.open("client" + i, 1));
        }
        CommandBatch first = entry(0, opens);
        CommandBatch second =
                entry(SessionTable.RETENTION_MILLIS_DEFAULT, List.of(put("a", "1"), put("a", "2"), put("a", "3")));
        try (ReplicatedState whole = open("whole");
                ReplicatedState partial = open("partial")) {
            whole.apply(1, 0, first);
            whole.apply(1, 1, second);
            partial.apply(1, 0, first);
            partial.close();
            PartialEntries.leave(parent.resolve("partial"), second, 2);
            try (ReplicatedState again = open("partial")) {
                again.apply(1, 1, second);
                assertThat(again.summary()).isEqualTo(whole.summary());
                assertThat(again.figures().sessions()).isEqualTo(2 * SessionTable.EXPIRED_PER_ENTRY_MAX);
            }
        }
    }

    @Test
    void a_checkpoint_holds_all_that_was_applied_and_nothing_later() {
        try (ReplicatedState state = open("db")) {
            state.apply(1, 0, entry(put("a", "1")));
            state.flush();
            state.apply(1, 1, entry(put("a", "2")));
            StateSummary then = state.summary();
            assertThat(state.checkpoint(parent.resolve("copy")).position()).isEqualTo(new AppliedPosition(1, 1));
            state.apply(1, 2, entry(put("a", "3")));
            try (ReplicatedState copy = open("copy")) {
                assertThat(copy.summary()).isEqualTo(then);
                assertThat(value(copy, "a")).isEqualTo("2");
                copy.apply(1, 2, entry(put("a", "3")));
                assertThat(copy.summary()).isEqualTo(state.summary());
            }
            assertThat(value(state, "a")).isEqualTo("3");
        }
    }

    @Test
    void checkpoints_and_flushes_under_load_are_each_a_prefix_of_the_log() throws Exception {
        try (ReplicatedState state = open("db")) {
            AtomicBoolean stop = new AtomicBoolean();
            CompletableFuture<List<AppliedPosition>> copies = CompletableFuture.supplyAsync(() -> {
                List<AppliedPosition> held = new ArrayList<>();
                for (int i = 0; i < 5; i++) {
                    state.flush();
                    held.add(state.checkpoint(parent.resolve("copy" + i)).position());
                }
                stop.set(true);
                return held;
            });
            List<Long> hashes = new ArrayList<>();
            for (int i = 0; !stop.get() || i < 10; i++) {
                state.apply(1, i, entry(put("k" + i % 50, "v" + i), put("last", "" + i)));
                hashes.add(state.stateHash());
            }
            List<AppliedPosition> held = copies.get();
            for (int i = 0; i < held.size(); i++) {
                try (ReplicatedState copy = open("copy" + i)) {
                    long index = held.get(i).index();
                    assertThat(copy.applied()).isEqualTo(held.get(i));
                    if (index >= 0) {
                        assertThat(copy.stateHash()).isEqualTo(hashes.get((int) index));
                        assertThat(value(copy, "last")).isEqualTo("" + index);
                    }
                }
            }
        }
    }

    @Test
    void a_view_never_changes_while_others_write_scrub_and_flush() throws Exception {
        try (ReplicatedState state = open("db")) {
            AtomicBoolean stop = new AtomicBoolean();
            // Every entry gives all keys the same value, so any mixture of two entries would show.
            CompletableFuture<Integer> reader = CompletableFuture.supplyAsync(() -> {
                int reads = 0;
                while (!stop.get()) {
                    reads += EqualValues.check(state);
                }
                return reads;
            });
            for (int i = 0; i < 400; i++) {
                List<Command> commands = new ArrayList<>();
                commands.add(EqualValues.putAll("v" + i));
                if (i % 10 == 9) {
                    commands.add(Command.newBuilder()
                            .setCompact(CompactRequest.newBuilder().setRevision(state.revision()))
                            .build());
                }
                state.apply(1, i, entry(0, commands));
                state.scrub(50);
                if (i % 50 == 0) {
                    state.flush();
                }
            }
            stop.set(true);
            assertThat(reader.get()).isPositive();
        }
    }

    @Test
    void a_view_that_compaction_has_passed_is_refused_but_a_cursor_goes_on() {
        try (ReplicatedState state = open("db")) {
            state.apply(1, 0, entry(put("a", "1"), put("b", "1")));
            RangeQuery all = RangeQuery.all(KeyInterval.of(new byte[] {1}, new byte[1]));
            try (ReadView view = state.readAt(0);
                    RangeCursor begun = view.range(all);
                    RangeCursor late = view.range(all)) {
                assertThat(begun.next(1).keyVersions()).hasSize(1);
                Command delete = Command.newBuilder()
                        .setDeleteRange(DeleteRangeRequest.newBuilder()
                                .setKey(Requests.bytes("a"))
                                .setRangeEnd(Requests.bytes("z")))
                        .build();
                Command compact = Command.newBuilder()
                        .setCompact(CompactRequest.newBuilder().setRevision(4))
                        .build();
                state.apply(1, 1, entry(delete, compact));
                assertThat(state.scrub(100)).isFalse();
                assertThat(begun.next(1).keyVersions()).hasSize(1);
                assertThatThrownBy(() -> late.next(1)).isInstanceOf(CompactedException.class);
                assertThatThrownBy(() -> view.get(new byte[] {'a'})).isInstanceOf(CompactedException.class);
            }
        }
    }

    @Test
    void closing_while_others_read_gives_them_a_clear_word() throws Exception {
        ReplicatedState state = open("db");
        state.apply(1, 0, entry(EqualValues.putAll("v")));
        List<CompletableFuture<Boolean>> readers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            readers.add(CompletableFuture.supplyAsync(() -> {
                try {
                    while (true) {
                        EqualValues.check(state);
                    }
                } catch (StoreClosedException e) {
                    return true;
                }
            }));
        }
        ReadView held = state.readAt(0);
        assertThat(held.get(EqualValues.KEY)).isNotNull();
        state.close();
        for (CompletableFuture<Boolean> reader : readers) {
            assertThat(reader.get()).isTrue();
        }
        assertThatThrownBy(() -> held.get(EqualValues.KEY)).isInstanceOf(StoreClosedException.class);
        assertThatThrownBy(() -> state.apply(1, 1, entry(put("a", "1")))).isInstanceOf(StoreClosedException.class);
        state.close();
    }

    @Test
    void the_hash_tells_states_apart_that_differ_only_in_an_answer_or_a_value() {
        try (ReplicatedState one = open("one");
                ReplicatedState other = open("other")) {
            one.apply(1, 0, entry(put("a", "1")));
            other.apply(1, 0, entry(put("a", "2")));
            assertThat(one.stateHash()).isNotEqualTo(other.stateHash());
        }
    }

    @Test
    void large_kept_answers_survive_a_restart_and_go_when_they_are_confirmed() {
        Command large = Command.newBuilder()
                .setPut(Requests.putRequest("big", "x".repeat(3_000)).toBuilder()
                        .setPrevKv(true))
                .build();
        List<Response> first = new ArrayList<>();
        try (ReplicatedState state = open("db")) {
            state.apply(1, 0, entry(Requests.open("A", 1)));
            for (int i = 1; i <= 20; i++) {
                first.add(parse(state.apply(1, i, entry(as(1, 1, i, 1, large))).get(0)));
            }
            assertThat(state.figures().retainedBytes()).isGreaterThan(19 * 3_000);
            // The session, and chunks of two answers each.
            assertThat(StoreRows.sessionRows(state, parent.resolve("db"))).isBetween(8, 12);
        }
        try (ReplicatedState state = open("db")) {
            for (int i = 1; i <= 20; i++) {
                assertThat(parse(state.resolve(ResolveRequest.newBuilder()
                                        .setSessionId(1)
                                        .setSequence(i)
                                        .build())
                                .orElseThrow()
                                .getAnswer()
                                .toByteArray()))
                        .isEqualTo(first.get(i - 1));
            }
            state.apply(1, 21, entry(as(1, 1, 21, 21, put("a", "1"))));
            assertThat(state.figures().retainedBytes()).isLessThan(400);
        }
        try (ReplicatedState state = open("db")) {
            assertThat(state.figures().retainedBytes()).isLessThan(400);
            assertThat(state.figures().sessions()).isEqualTo(1);
            assertThat(StoreRows.sessionRows(state, parent.resolve("db"))).isEqualTo(1);
        }
    }

    private ReplicatedState open(String name) {
        return ReplicatedState.open(parent.resolve(name), Requests.SMALL);
    }

    private Path copy(String from, String name) throws IOException {
        Path to = Files.createDirectory(parent.resolve(name));
        try (Stream<Path> files = Files.list(parent.resolve(from))) {
            for (Path file : files.filter(f -> !f.endsWith("LOCK")).toList()) {
                Files.copy(file, to.resolve(file.getFileName().toString()));
            }
        }
        return to;
    }

    private static String value(ReplicatedState state, String key) {
        try (ReadView view = state.readAt(0)) {
            var kv = view.get(ByteString.copyFromUtf8(key).toByteArray());
            return kv == null ? "" : new String(kv.value(), StandardCharsets.UTF_8);
        }
    }
}
