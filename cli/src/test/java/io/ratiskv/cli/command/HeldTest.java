package io.ratiskv.cli.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ratiskv.cli.session.Console;
import io.ratiskv.cli.session.ExitCode;
import io.ratiskv.client.Lease;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real programs under a lease that is at risk when the test says so. */
final class HeldTest {
    @TempDir
    Path directory;

    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private Held held() {
        return new Held(
                new Console(
                        new ByteArrayInputStream(new byte[0]),
                        new PrintStream(err, true, UTF_8),
                        new PrintStream(err, true, UTF_8),
                        Map.of(),
                        directory,
                        false,
                        false),
                "lock 'a'");
    }

    private static CompletableFuture<Integer> running(Held held, String script) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return held.run(List.of("sh", "-c", script), Map.of(LockCommand.FENCE, "42"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    @Test
    void the_program_has_its_fence_and_its_exit_code_is_the_answer() throws IOException {
        try (Held held = held()) {
            held.begins().accept(Lease.State.ALIVE);
            assertThat(running(held, "echo $RATISKV_FENCE > fence; exit 9").join())
                    .isEqualTo(9);
        }
        assertThat(Files.readString(directory.resolve("fence"))).isEqualTo("42\n");
    }

    @Test
    void at_risk_it_is_told_to_end_and_may_tidy_up() {
        try (Held held = held()) {
            var told = held.begins();
            CompletableFuture<Integer> run =
                    running(held, "trap 'touch tidy; exit 0' TERM; touch up; for i in $(seq 100); do sleep 0.05; done");
            await().until(() -> Files.exists(directory.resolve("up")));
            told.accept(Lease.State.AT_RISK);
            assertThat(run.join()).isEqualTo(ExitCode.LOST);
            assertThat(directory.resolve("tidy")).exists();
            assertThat(err.toString(UTF_8)).contains("lock 'a' is at risk");
        }
    }

    @Test
    void one_that_does_not_end_is_ended_when_the_lock_is_lost() {
        try (Held held = held()) {
            var told = held.begins();
            CompletableFuture<Integer> run =
                    running(held, "trap '' TERM; touch up; for i in $(seq 100); do sleep 0.05; done");
            await().until(() -> Files.exists(directory.resolve("up")));
            told.accept(Lease.State.AT_RISK);
            assertThat(run).isNotDone();
            told.accept(Lease.State.LOST);
            assertThat(run.join()).isEqualTo(ExitCode.LOST);
            assertThat(err.toString(UTF_8)).contains("lock 'a' is lost");
        }
    }

    @Test
    void what_the_program_has_started_is_told_to_end_too_and_waited_for() {
        try (Held held = held()) {
            var told = held.begins();
            CompletableFuture<Integer> run = running(
                    held,
                    "sh -c 'trap \"sleep 0.3; touch tidy; exit\" TERM; touch up; for i in $(seq 100); do sleep 0.05; done' & wait");
            await().until(() -> Files.exists(directory.resolve("up")));
            told.accept(Lease.State.AT_RISK);
            assertThat(run.join()).isEqualTo(ExitCode.LOST);
            assertThat(directory.resolve("tidy")).exists();
        }
    }

    @Test
    void what_the_program_has_started_and_does_not_end_is_ended_when_the_lock_is_lost() throws IOException {
        try (Held held = held()) {
            var told = held.begins();
            CompletableFuture<Integer> run = running(
                    held,
                    "sh -c 'trap \"\" TERM; echo $$ > pid; touch up; for i in $(seq 100); do sleep 0.05; done' & wait");
            await().until(() -> Files.exists(directory.resolve("up")));
            String pid = Files.readString(directory.resolve("pid")).strip();
            told.accept(Lease.State.AT_RISK);
            await().during(Duration.ofMillis(200)).until(() -> !run.isDone());
            told.accept(Lease.State.LOST);
            assertThat(run.join()).isEqualTo(ExitCode.LOST);
            assertThat(runs(pid)).isFalse();
        }
    }

    @Test
    void nothing_is_started_any_more_once_kvctl_is_told_to_end() throws InterruptedException {
        Held held = held();
        Thread signal = new Thread(held::toldToEnd);
        signal.start();
        while (!Thread.currentThread().isInterrupted()) {
            Thread.onSpinWait();
        }
        held.begins().accept(Lease.State.ALIVE);
        assertThat(Thread.currentThread().isInterrupted())
                .as("interrupted while it gives back")
                .isFalse();
        assertThat(running(held, "touch up").join()).isEqualTo(ExitCode.NO);
        held.close();
        signal.join();
        assertThat(directory.resolve("up")).doesNotExist();
    }

    /** Not as a zombie. */
    private static boolean runs(String pid) throws IOException {
        Path command = Path.of("/proc", pid, "cmdline");
        return Files.exists(command) && !Files.readString(command).isEmpty();
    }

    @Test
    void nothing_is_started_under_a_lock_that_is_not_safe() {
        try (Held held = held()) {
            held.begins().accept(Lease.State.AT_RISK);
            assertThat(running(held, "touch up").join()).isEqualTo(ExitCode.LOST);
            assertThat(directory.resolve("up")).doesNotExist();
        }
    }

    @Test
    void who_holds_without_a_program_is_told_of_the_loss() throws InterruptedException {
        try (Held held = held()) {
            held.begins().accept(Lease.State.LOST);
            assertThat(held.await()).isEqualTo(ExitCode.LOST);
        }
    }
}
