package io.ratiskv.server.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.ratiskv.protocol.PutRequest;
import io.ratiskv.protocol.Response;
import io.ratiskv.server.apply.StateLimits;
import io.ratiskv.server.command.Command;
import io.ratiskv.server.command.CommandBatch;
import io.ratiskv.server.command.LogFormat;
import io.ratiskv.server.fakes.FreePorts;
import io.ratiskv.server.mvcc.ReadView;
import io.ratiskv.server.propose.NotAppendedException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.ratis.util.ExitUtils;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A group of one over real Ratis: what a restart finds, and what it makes of damage. */
class RatisMemberIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path root;

    private final List<String> faults = new CopyOnWriteArrayList<>();
    private DataDirectory directory;
    private @Nullable RatisMember member;

    @BeforeEach
    void start_an_empty_member() throws Exception {
        ExitUtils.disableSystemExit();
        start();
    }

    @AfterEach
    void stop_it() throws Exception {
        stop();
    }

    @Test
    void what_was_acknowledged_is_there_after_a_restart() throws Exception {
        put("a", "1");
        put("a", "2");
        restart();

        assertThat(get("a")).isEqualTo("2");
        assertThat(put("a", "3")).isEqualTo(4);
    }

    @Test
    void a_lost_live_store_is_made_anew_from_snapshot_and_log() throws Exception {
        put("a", "in the snapshot");
        long index = member.snapshots().takeNow().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        put("b", "only in the log");
        stop();
        Durable.deleteTree(root.resolve("store"));
        start();

        assertThat(index).isPositive();
        assertThat(member.snapshots().last().index())
                .as("a snapshot that was not taken in this life")
                .isEqualTo(index);
        assertThat(get("a")).isEqualTo("in the snapshot");
        assertThat(get("b")).isEqualTo("only in the log");
    }

    @Test
    void a_snapshot_lets_the_log_go_and_the_member_starts_without_it() throws Exception {
        for (int i = 0; i < 20; i++) {
            put("key" + i, "x".repeat(1_000_000));
        }
        long before = logBytes();
        member.snapshots().takeNow().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        // Segments go while they are counted.
        await().atMost(PATIENCE)
                .ignoreExceptionsMatching(e -> e instanceof NoSuchFileException
                        || (e instanceof UncheckedIOException && e.getCause() instanceof NoSuchFileException))
                .until(() -> logBytes() < before);
        restart();

        assertThat(get("key0")).hasSize(1_000_000);
    }

    @Test
    void a_live_store_with_a_flipped_bit_is_made_anew_never_served() throws Exception {
        put("a", "precious");
        member.snapshots().takeNow().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        stop();
        flipEveryTable(root.resolve("store"));
        // The store shares its tables with the snapshot through hard links: both are damaged, the log starts at 0.
        start();

        assertThat(get("a")).isEqualTo("precious");
        assertThat(faults).isEmpty();
    }

    @Test
    void a_torn_last_record_is_cut_off_and_the_member_starts() throws Exception {
        put("a", "1");
        put("b", "2");
        kill();
        zeroTheLastWrittenBytes(openSegment(), 10);
        start();

        assertThat(get("a")).isEqualTo("1");
        put("c", "3");
        assertThat(get("c")).isEqualTo("3");
    }

    @Test
    void a_flipped_bit_in_the_log_is_refused_in_words() throws Exception {
        put("a", "1");
        put("b", "2");
        stop();
        for (Path segment : segments()) {
            flip(segment, 20);
        }

        assertThatThrownBy(this::start)
                .isInstanceOf(DataDirectoryException.class)
                .hasMessageContaining("cannot be recovered")
                .hasMessageContaining("wipe this directory");
    }

    @Test
    void an_entry_of_an_unknown_format_ends_the_process_instead_of_guessing() throws Exception {
        CommandBatch alien = batch("a", "1").toBuilder().setFormat(99).build();
        member.log().propose(alien);

        await().atMost(PATIENCE).until(() -> !faults.isEmpty());
        assertThat(faults.get(0)).contains("has format 99", "start this member with the version that the others run");
    }

    @Test
    void an_entry_too_large_for_the_log_is_not_appended_and_costs_nothing() throws Exception {
        String huge = "x".repeat(5_000_000);
        for (int i = 0; i < 20; i++) {
            assertThatThrownBy(() -> put("a", huge))
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(NotAppendedException.class);
        }

        assertThat(put("a", "small")).isEqualTo(2);
    }

    @Test
    void a_taken_port_is_named() throws Exception {
        stop();
        try (ServerSocket taken = new ServerSocket(0)) {
            assertThatThrownBy(() -> start(taken.getLocalPort()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("127.0.0.1:" + taken.getLocalPort() + ": Address already in use");
        }
    }

    @Test
    void a_group_that_dies_behind_a_running_server_is_noticed() throws Exception {
        member.division().close();

        await().atMost(PATIENCE).until(() -> !faults.isEmpty());
        assertThat(faults.get(0)).contains("has stopped");
    }

    private long put(String key, String value) throws Exception {
        byte[] answer = member.log()
                .propose(batch(key, value))
                .get(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .get(0);
        return Response.parseFrom(answer).getPut().getRevision();
    }

    private String get(String key) {
        try (ReadView view = member.state().get().readAt(0)) {
            return new String(view.get(key.getBytes(StandardCharsets.UTF_8)).value(), StandardCharsets.UTF_8);
        }
    }

    private static CommandBatch batch(String key, String value) {
        PutRequest put = PutRequest.newBuilder()
                .setKey(ByteString.copyFromUtf8(key))
                .setValue(ByteString.copyFromUtf8(value))
                .build();
        return CommandBatch.newBuilder()
                .setFormat(LogFormat.VERSION)
                .addCommands(Command.newBuilder().setPut(put))
                .build();
    }

    private void start() throws Exception {
        start(FreePorts.free());
    }

    private void start(int port) throws Exception {
        directory = DataDirectory.open(root, "test", "n1");
        try {
            member = RatisMember.start(
                    GroupOfOne.config(port),
                    directory,
                    StateLimits.defaults(),
                    (index, revision) -> {},
                    RaftParts.STANDARD,
                    (sentence, cause) -> faults.add(sentence));
        } catch (IOException | RuntimeException e) {
            directory.close();
            throw e;
        }
        await().atMost(PATIENCE).until(() -> member.log().status().leaderReady());
    }

    private void stop() throws Exception {
        RatisMember running = member;
        member = null;
        if (running != null) {
            running.close();
            directory.close();
        }
    }

    /** As good as a crash for the log: nothing is written after the last acknowledged entry. */
    private void kill() throws Exception {
        stop();
    }

    private void restart() throws Exception {
        stop();
        start();
    }

    private long logBytes() throws IOException {
        long bytes = 0;
        for (Path segment : segments()) {
            bytes += Files.size(segment);
        }
        return bytes;
    }

    private List<Path> segments() throws IOException {
        try (Stream<Path> files = Files.walk(root.resolve("raft"))) {
            return files.filter(p -> p.getFileName().toString().startsWith("log_"))
                    .sorted()
                    .toList();
        }
    }

    private Path openSegment() throws IOException {
        return segments().stream()
                .filter(p -> p.getFileName().toString().startsWith("log_inprogress"))
                .findFirst()
                .orElseThrow();
    }

    private static void zeroTheLastWrittenBytes(Path file, int count) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        int end = bytes.length;
        while (bytes[end - 1] == 0) {
            end--;
        }
        Arrays.fill(bytes, end - count, end, (byte) 0);
        Files.write(file, bytes);
    }

    private static void flipEveryTable(Path store) throws IOException {
        try (Stream<Path> files = Files.list(store)) {
            for (Path table : files.filter(p -> p.toString().endsWith(".sst")).toList()) {
                flip(table, 20);
            }
        }
    }

    private static void flip(Path file, long at) throws IOException {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.seek(at);
            int old = bytes.read();
            bytes.seek(at);
            bytes.write(old ^ 1);
        }
    }
}
