package io.ratiskv.server.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ratiskv.protocol.BackupClose;
import io.ratiskv.protocol.BackupManifest;
import io.ratiskv.protocol.BackupOpen;
import io.ratiskv.protocol.BackupPiece;
import io.ratiskv.protocol.BackupRead;
import io.ratiskv.protocol.BackupRequest;
import io.ratiskv.protocol.BackupResponse;
import io.ratiskv.protocol.ErrorCode;
import io.ratiskv.server.fakes.ManualClock;
import io.ratiskv.server.fakes.TaskQueue;
import io.ratiskv.server.propose.Refusal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Copies of a store that is two files. */
class BackupServiceTest {
    private static final BackupLimits LIMITS = new BackupLimits(2, Duration.ofMinutes(10), 100, 1L << 40);

    /** No piece of it is like another one. */
    private static final byte[] TABLE = new byte[250];

    static {
        for (int i = 0; i < TABLE.length; i++) {
            TABLE[i] = (byte) i;
        }
    }

    @TempDir
    Path directory;

    private final TaskQueue copier = new TaskQueue(10);
    private final TaskQueue reads = new TaskQueue(10);
    private final ManualClock clock = new ManualClock();
    private Optional<Refusal> noRoom = Optional.empty();
    private Optional<Refusal> notFresh = Optional.empty();
    private int copies;
    private @Nullable Error fault;
    private BackupLimits limits = LIMITS;
    private Runnable duringPause = () -> {};
    private final FakeTime time = new FakeTime();

    private final class FakeTime implements BackupTime {
        private final List<Runnable> later = new ArrayList<>();
        private final List<Duration> delays = new ArrayList<>();
        private Duration paused = Duration.ZERO;

        @Override
        public long nanos() {
            return clock.getAsLong();
        }

        @Override
        public long wallSeconds() {
            return 1_700_000_000;
        }

        @Override
        public void after(long delayNanos, Runnable task) {
            delays.add(Duration.ofNanos(delayNanos));
            later.add(task);
        }

        @Override
        public void pause(long nanos) {
            paused = paused.plusNanos(nanos);
            duringPause.run();
            clock.advance(Duration.ofNanos(nanos));
        }

        void pass() {
            List.copyOf(later).forEach(Runnable::run);
            later.clear();
        }
    }

    private final class TwoFiles implements BackupSource {
        @Override
        public void whenFresh(long deadlineNanos, Runnable ready, Consumer<Refusal> refused) {
            notFresh.ifPresentOrElse(refused, ready);
        }

        @Override
        public Optional<Refusal> noRoom() {
            return noRoom;
        }

        @Override
        public BackupManifest.Builder copy(Path target) throws IOException {
            copies++;
            if (fault != null) {
                throw fault;
            }
            Files.createDirectory(target);
            Files.write(target.resolve("b.sst"), TABLE);
            Files.writeString(target.resolve("CURRENT"), "here");
            return BackupManifest.newBuilder().setRevision(copies);
        }
    }

    @Test
    void a_copy_is_read_piece_by_piece_and_any_piece_again() throws IOException {
        BackupService service = service();
        BackupManifest manifest = opened(service, "one").getManifest();

        assertThat(manifest.getFilesList())
                .extracting(file -> file.getName() + " " + file.getSize())
                .containsExactly("CURRENT 4", "b.sst 250");
        ByteArrayOutputStream table = new ByteArrayOutputStream();
        while (table.size() < 250) {
            BackupPiece piece = read(service, "one", 1, table.size()).join().getPiece();
            assertThat(piece.getData().size()).isLessThanOrEqualTo(LIMITS.pieceBytesMax());
            piece.getData().writeTo(table);
        }
        assertThat(table.toByteArray()).isEqualTo(TABLE);
        assertThat(read(service, "one", 0, 0).join().getPiece().getData().toStringUtf8())
                .isEqualTo("here");
    }

    @Test
    void asked_again_under_the_same_id_it_is_the_same_copy() {
        BackupService service = service();
        CompletableFuture<BackupResponse> first = open(service, "one");
        CompletableFuture<BackupResponse> again = open(service, "one");
        copier.runAll();

        assertThat(again.join()).isEqualTo(first.join());
        assertThat(open(service, "one").join()).isEqualTo(first.join());
        assertThat(copies).isEqualTo(1);
    }

    @Test
    void more_than_a_few_at_a_time_are_refused_until_one_is_closed() {
        BackupService service = service();
        opened(service, "one");
        opened(service, "two");
        assertRefused("too-many", () -> open(service, "three").join());

        service.handle(close("one"), 0).join();
        copier.runAll();

        assertThat(directory.resolve("one")).doesNotExist();
        opened(service, "three");
        assertRefused("gone", () -> read(service, "one", 0, 0).join());
    }

    @Test
    void one_that_nobody_asks_for_is_dropped_and_one_that_is_read_stays() {
        BackupService service = service();
        opened(service, "idle");
        opened(service, "read");
        clock.advance(Duration.ofMinutes(6));
        read(service, "read", 0, 0).join();
        clock.advance(Duration.ofMinutes(6));
        service.tick();
        copier.runAll();

        assertRefused("gone", () -> read(service, "idle", 0, 0).join());
        assertThat(directory.resolve("idle")).doesNotExist();
        assertThat(read(service, "read", 0, 0).join().hasPiece()).isTrue();
    }

    @Test
    void a_disk_that_is_nearly_full_makes_no_copy_and_gets_the_room_of_those_there_are() {
        BackupService service = service();
        opened(service, "one");
        noRoom = Optional.of(Refusal.of(ErrorCode.OUT_OF_SPACE, "full"));

        assertRefused("no-room", () -> open(service, "two").join());
        service.tick();
        copier.runAll();
        assertThat(directory.resolve("one")).doesNotExist();
        assertThat(service.held()).isZero();
    }

    @Test
    void what_an_earlier_run_left_is_deleted() throws IOException {
        Files.createDirectories(directory.resolve("old"));
        Files.writeString(directory.resolve("old").resolve("CURRENT"), "left");
        service();

        assertThat(directory.resolve("old")).doesNotExist();
    }

    @Test
    void a_member_that_cannot_tell_what_was_acknowledged_makes_no_copy_and_may_be_asked_again() {
        BackupService service = service();
        notFresh = Optional.of(Refusal.of(ErrorCode.NO_LEADER, "no member leads now"));
        assertThatThrownBy(() -> open(service, "one").join())
                .hasCauseInstanceOf(BackupRefused.class)
                .hasMessageContaining("no member leads now");
        assertThat(copies).isZero();

        notFresh = Optional.empty();
        opened(service, "one");
    }

    @Test
    void places_that_no_file_has_and_ids_that_are_paths_are_refused() {
        BackupService service = service();
        opened(service, "one");
        assertRefused("malformed", () -> read(service, "one", 2, 0).join());
        assertRefused("malformed", () -> read(service, "one", -1, 0).join());
        assertRefused("malformed", () -> read(service, "one", 1, 250).join());
        assertRefused("malformed", () -> read(service, "one", 1, -1).join());
        assertRefused("malformed", () -> open(service, "../one").join());
        assertRefused("malformed", () -> open(service, "").join());
    }

    @Test
    void what_backups_read_is_spread_over_time_and_a_flood_is_told_to_come_back() {
        limits = new BackupLimits(2, Duration.ofMinutes(10), 100, 100);
        BackupService service = service();
        opened(service, "one");
        assertThat(time.paused).as("254 bytes for checksums").isGreaterThanOrEqualTo(Duration.ofMillis(40));
        clock.advance(Duration.ofMinutes(1));

        CompletableFuture<BackupResponse> first = read(service, "one", 1, 0);
        CompletableFuture<BackupResponse> second = read(service, "one", 1, 100);
        CompletableFuture<BackupResponse> third = read(service, "one", 1, 200);
        assertThat(first).isCompleted();
        assertThat(second).as("its time has not come").isNotDone();
        assertThat(time.delays).containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(2));
        CompletableFuture<BackupResponse> more = read(service, "one", 1, 0);
        assertThatThrownBy(more::join).hasCauseInstanceOf(RejectedExecutionException.class);

        time.pass();
        reads.runAll();
        assertThat(second).isCompleted();
        assertThat(third).isCompleted();
    }

    @Test
    void a_piece_that_is_asked_for_again_while_it_waits_is_read_and_counted_once() {
        limits = new BackupLimits(2, Duration.ofMinutes(10), 100, 100);
        BackupService service = service();
        opened(service, "one");
        clock.advance(Duration.ofMinutes(1));
        read(service, "one", 1, 0);

        CompletableFuture<BackupResponse> waits = read(service, "one", 1, 100);
        CompletableFuture<BackupResponse> again = read(service, "one", 1, 100);
        assertThat(time.delays).containsExactly(Duration.ofSeconds(1));
        time.pass();
        reads.runAll();
        assertThat(again.join()).isSameAs(waits.join());
        read(service, "one", 1, 100);
        assertThat(time.delays).as("told anew when it is asked for anew").hasSize(2);
    }

    @Test
    void a_copy_that_is_being_made_ends_when_the_disk_fills_or_nobody_wants_it_any_more() {
        BackupService service = service();
        duringPause = () -> noRoom = Optional.of(Refusal.of(ErrorCode.OUT_OF_SPACE, "full"));
        CompletableFuture<BackupResponse> one = open(service, "one");
        copier.runAll();
        assertRefused("no-room", one::join);
        assertThat(directory.resolve("one")).doesNotExist();

        noRoom = Optional.empty();
        duringPause = () -> service.handle(close("two"), 0).join();
        CompletableFuture<BackupResponse> two = open(service, "two");
        copier.runAll();
        assertRefused("gone", two::join);
        assertThat(directory.resolve("two")).doesNotExist();
        assertThat(service.held()).isZero();

        duringPause = () -> {};
        opened(service, "three");
        opened(service, "four");
    }

    @Test
    void a_backup_that_was_fetched_whole_is_remembered_over_a_restart_and_one_that_was_not_is_not() {
        BackupService service = service();
        opened(service, "cut-off");
        read(service, "cut-off", 0, 0).join();
        read(service, "cut-off", 1, 200).join();
        copier.runAll();
        assertThat(service.lastStreamedSeconds()).as("the middle is missing").isZero();
        service.handle(close("cut-off"), 0).join();
        copier.runAll();

        opened(service, "the-same-again");
        for (int i = 0; i < 4; i++) {
            read(service, "the-same-again", 1, 0).join();
        }
        copier.runAll();
        assertThat(service.lastStreamedSeconds()).as("the end is missing").isZero();

        opened(service, "whole");
        read(service, "whole", 0, 0).join();
        for (int at = 0; at < 250; at += 100) {
            assertThat(service.lastStreamedSeconds()).isZero();
            read(service, "whole", 1, at).join();
            copier.runAll();
        }
        assertThat(service.lastStreamedSeconds()).isEqualTo(1_700_000_000);
        assertThat(service().lastStreamedSeconds()).as("after a restart").isEqualTo(1_700_000_000);
    }

    @Test
    void copies_that_were_given_up_while_they_are_made_still_take_a_place() {
        BackupService service = service();
        for (String id : List.of("one", "two")) {
            open(service, id);
            service.handle(close(id), 0).join();
        }
        assertRefused("too-many", () -> open(service, "three").join());

        copier.runAll();
        copier.runAll();
        assertThat(directory.resolve("one")).doesNotExist();
        opened(service, "three");
    }

    @Test
    void a_fault_of_any_kind_is_told_and_leaves_no_place_taken() {
        BackupService service = service();
        for (String id : List.of("one", "two", "three")) {
            fault = new OutOfMemoryError("no memory for a buffer");
            CompletableFuture<BackupResponse> answer = open(service, id);
            copier.runAll();
            assertThatThrownBy(answer::join).hasRootCause(fault);
        }
        fault = null;
        opened(service, "four");
    }

    private BackupService service() {
        BackupService service = new BackupService(directory, new TwoFiles(), copier, reads, limits, time);
        copier.runAll();
        return service;
    }

    private BackupResponse opened(BackupService service, String id) {
        CompletableFuture<BackupResponse> answer = open(service, id);
        copier.runAll();
        return answer.join();
    }

    private static CompletableFuture<BackupResponse> open(BackupService service, String id) {
        return service.handle(
                BackupRequest.newBuilder()
                        .setOpen(BackupOpen.newBuilder().setId(id))
                        .build(),
                0);
    }

    private CompletableFuture<BackupResponse> read(BackupService service, String id, int file, long offset) {
        CompletableFuture<BackupResponse> answer = service.handle(
                BackupRequest.newBuilder()
                        .setRead(BackupRead.newBuilder().setId(id).setFile(file).setOffset(offset))
                        .build(),
                0);
        reads.runAll();
        return answer;
    }

    private static BackupRequest close(String id) {
        return BackupRequest.newBuilder()
                .setClose(BackupClose.newBuilder().setId(id))
                .build();
    }

    private static void assertRefused(String why, ThrowingCallable call) {
        assertThatThrownBy(call)
                .hasCauseInstanceOf(BackupRefused.class)
                .satisfies(e -> assertThat(((BackupRefused) e.getCause()).refusal())
                        .satisfies(refusal -> {
                            assertThat(refusal.code()).isEqualTo(ErrorCode.BACKUP_REFUSED);
                            assertThat(refusal.field()).isEqualTo(why);
                        }));
    }
}
