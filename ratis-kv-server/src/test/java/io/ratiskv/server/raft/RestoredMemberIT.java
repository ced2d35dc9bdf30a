package io.ratiskv.server.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.ratiskv.protocol.PutRequest;
import io.ratiskv.server.apply.NewBeginning;
import io.ratiskv.server.apply.ReplicatedState;
import io.ratiskv.server.apply.StateLimits;
import io.ratiskv.server.command.Command;
import io.ratiskv.server.command.CommandBatch;
import io.ratiskv.server.command.LogFormat;
import io.ratiskv.server.fakes.FreePorts;
import io.ratiskv.server.mvcc.ReadView;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.util.ExitUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A group of one over real Ratis whose first state was restored. */
class RestoredMemberIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long FORWARD = 1_000_000;

    @TempDir
    Path parent;

    private DataDirectory directory;
    private RatisMember member;
    private int port;

    @BeforeEach
    void restore_and_start() throws Exception {
        ExitUtils.disableSystemExit();
        port = FreePorts.free();
        try (ReplicatedState old = ReplicatedState.open(parent.resolve("old"), StateLimits.defaults())) {
            old.apply(7, 40, put("a", "from the backup"));
        }
        NewBeginning.make(parent.resolve("old"), parent.resolve("state"), StateLimits.defaults(), FORWARD);
        new NewMemberDisk(root(), "test", "n1").make(parent.resolve("state"), 0, 0, "origin", true);
        directory = DataDirectory.open(root(), "test", "n1");
        directory.begin(GroupOfOne.members(port));
        start();
    }

    @AfterEach
    void stop() throws Exception {
        member.close();
        directory.close();
    }

    @Test
    void the_group_begins_with_it_and_goes_on_from_there() throws Exception {
        assertThat(get("a")).isEqualTo("from the backup");
        write("b", "new");
        assertThat(member.state().get().revision()).isEqualTo(2 + FORWARD + 1);
        assertThat(root().resolve("restored")).doesNotExist();
    }

    @Test
    void a_restart_and_a_lost_live_store_find_it_again() throws Exception {
        write("b", "in the log");
        stop();
        Durable.deleteTree(root().resolve("store"));
        reopen();

        assertThat(get("a")).isEqualTo("from the backup");
        assertThat(get("b")).isEqualTo("in the log");

        member.snapshots().takeNow().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        stop();
        reopen();
        assertThat(get("a")).isEqualTo("from the backup");
    }

    @Test
    void one_that_joins_a_group_does_not_bring_its_own_state() throws Exception {
        Path other = parent.resolve("other");
        new NewMemberDisk(other, "test", "n2").make(parent.resolve("state"), 0, 0, "origin", false);
        try (DataDirectory joining = DataDirectory.open(other, "test", "n2")) {
            joining.begin(List.of());
            assertThat(joining.origin()).isEmpty();
            assertThat(other.resolve("restored")).doesNotExist();
        }
    }

    @Test
    void one_that_died_before_raft_was_started_still_begins_with_it() throws Exception {
        Path other = parent.resolve("other");
        new NewMemberDisk(other, "test", "n2").make(parent.resolve("state"), 0, 0, "origin", false);
        try (DataDirectory first = DataDirectory.open(other, "test", "n2")) {
            first.begin(GroupOfOne.members(port));
        }
        try (DataDirectory again = DataDirectory.open(other, "test", "n2")) {
            assertThat(again.begun()).isFalse();
            assertThat(again.origin()).isEqualTo("origin");
        }
    }

    @Test
    void a_restored_state_with_a_damaged_file_stops_the_start_with_a_word() throws Exception {
        stop();
        Durable.deleteTree(root());
        new NewMemberDisk(root(), "test", "n1").make(parent.resolve("state"), 0, 0, "origin", false);
        try (var files = Files.list(root().resolve("restored"))) {
            Path table =
                    files.filter(f -> f.toString().endsWith(".sst")).findFirst().orElseThrow();
            byte[] bytes = Files.readAllBytes(table);
            bytes[20] ^= 1;
            Files.write(table, bytes);
        }
        directory = DataDirectory.open(root(), "test", "n1");
        directory.begin(GroupOfOne.members(port));
        assertThatThrownBy(this::startNow).hasStackTraceContaining("restore into it again");

        Durable.deleteTree(root().resolve("restored"));
        new NewMemberDisk(root(), "test", "n1").make(parent.resolve("state"), 0, 0, "origin", false);
        directory.begin(GroupOfOne.members(port));
        start();
    }

    private void reopen() throws Exception {
        directory = DataDirectory.open(root(), "test", "n1");
        start();
    }

    private void start() throws Exception {
        startNow();
        await().atMost(PATIENCE).until(() -> member.log().status().leaderReady());
    }

    private void startNow() throws IOException {
        member = RatisMember.start(
                GroupOfOne.config(port),
                directory,
                StateLimits.defaults(),
                (index, revision) -> {},
                RaftParts.STANDARD,
                (message, cause) -> {
                    throw new AssertionError(message, cause);
                });
    }

    private Path root() {
        return parent.resolve("n1");
    }

    private void write(String key, String value) throws Exception {
        member.log().propose(put(key, value)).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    private String get(String key) {
        try (ReadView view = member.state().get().readAt(0)) {
            return new String(view.get(key.getBytes(StandardCharsets.UTF_8)).value(), StandardCharsets.UTF_8);
        }
    }

    private static CommandBatch put(String key, String value) {
        return CommandBatch.newBuilder()
                .setFormat(LogFormat.VERSION)
                .addCommands(Command.newBuilder()
                        .setPut(PutRequest.newBuilder()
                                .setKey(ByteString.copyFromUtf8(key))
                                .setValue(ByteString.copyFromUtf8(value))))
                .build();
    }
}
