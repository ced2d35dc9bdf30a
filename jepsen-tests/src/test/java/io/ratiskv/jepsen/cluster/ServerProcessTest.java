package io.ratiskv.jepsen.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerProcessTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    Path directory;

    @Test
    void its_lives_share_a_log_and_a_kill_is_seen_as_such() {
        try (ServerProcess process = new ServerProcess("n1", directory)) {
            process.start(sleeper("-Dgreeting=hello"));
            awaitLine(process, "up, greeting=hello");
            long first = process.pid().orElseThrow();
            assertThat(process.residentBytes().orElseThrow()).isGreaterThan(1_000_000);
            process.kill();
            assertThat(process.isAlive()).isFalse();
            assertThat(process.awaitExit(PATIENCE)).hasValue(128 + 9);

            process.start(sleeper("-Dgreeting=again"));
            awaitLine(process, "up, greeting=again");
            assertThat(process.pid().orElseThrow()).isNotEqualTo(first);
            assertThat(process.log()).contains("greeting=hello", "kill -9");
        }
    }

    @Test
    void a_paused_process_does_nothing_until_it_is_resumed() {
        try (ServerProcess process = new ServerProcess("n1", directory)) {
            process.start(sleeper("-Dgreeting=hello"));
            awaitLine(process, "up");
            process.pause();
            assertThat(process.isPaused()).isTrue();
            await().atMost(PATIENCE).until(() -> state(process).equals("T"));
            process.terminate();
            assertThat(process.awaitExit(Duration.ofMillis(300))).isEmpty();
            process.resume();
            assertThat(process.awaitExit(PATIENCE)).hasValue(3);
            assertThat(process.log()).contains("told to end");
        }
    }

    @Test
    void a_process_prints_what_its_threads_do_and_goes_on() {
        try (ServerProcess process = new ServerProcess("n1", directory)) {
            process.start(sleeper("-Dgreeting=hello"));
            awaitLine(process, "up");
            assertThat(process.tellThreads()).isTrue();
            assertThat(process.log()).contains("SIGQUIT", "at io.ratiskv.jepsen.cluster.Sleeper.main");
            assertThat(process.isAlive()).isTrue();
        }
    }

    @Test
    void an_exit_code_is_told() {
        try (ServerProcess process = new ServerProcess("n1", directory)) {
            process.start(
                    new ServerCommand(Sleeper.class.getName(), List.of(), List.of("17"), ServerCommand.ownClassPath()));
            assertThat(process.awaitExit(PATIENCE)).hasValue(17);
        }
    }

    @Test
    void closing_kills_even_a_paused_process() {
        ProcessHandle handle;
        try (ServerProcess process = new ServerProcess("n1", directory)) {
            process.start(sleeper("-Dgreeting=hello"));
            handle = ProcessHandle.of(process.pid().orElseThrow()).orElseThrow();
            process.pause();
        }
        assertThat(handle.isAlive()).isFalse();
    }

    @Test
    void what_an_earlier_run_left_is_ended_by_the_next_one_on_the_directory() {
        try (ServerProcess lost = new ServerProcess("n1", directory)) {
            lost.start(sleeper("-Dgreeting=lost"));
            try (ServerProcess next = new ServerProcess("n1", directory)) {
                assertThat(lost.isAlive()).isFalse();
                assertThat(next.isAlive()).isFalse();
            }
        }
    }

    private static ServerCommand sleeper(String flag) {
        return new ServerCommand(
                Sleeper.class.getName(), List.of("-Xmx32m", flag), List.of(), ServerCommand.ownClassPath());
    }

    private static void awaitLine(ServerProcess process, String line) {
        await().atMost(PATIENCE).until(() -> process.log().contains(line));
    }

    private static String state(ServerProcess process) throws java.io.IOException {
        String stat = Files.readString(Path.of("/proc/" + process.pid().orElseThrow() + "/stat"));
        return stat.substring(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3);
    }
}
