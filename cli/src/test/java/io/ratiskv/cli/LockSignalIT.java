package io.ratiskv.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code kvctl lock NAME -- COMMAND} in a process of its own, over a real member. */
@Tag("slow")
final class LockSignalIT {
    private static final int TERMINATED = 128 + 15;

    /** Says its fence and the process that it starts, which nobody but kvctl ends. */
    private static final String SCRIPT =
            "echo $RATISKV_FENCE > fence; sleep 100 & echo $! > started.new; mv started.new started; wait";

    @TempDir
    Path directory;

    private RealKvctl kvctl;

    @BeforeEach
    void start_a_member() throws IOException, InterruptedException {
        kvctl = new RealKvctl(directory);
        kvctl.run("up", "--nodes", "1", "--base-port", Integer.toString(kvctl.basePort()), "--wait", "120s")
                .expect(0);
    }

    @AfterEach
    void stop_it() throws IOException, InterruptedException {
        kvctl.run("down", "--wipe").expect(0);
    }

    @Test
    void a_command_and_what_it_has_started_are_gone_when_kvctl_is_told_to_end_or_the_lock_is_lost() throws Exception {
        Process holder = lock();
        String started = Files.readString(directory.resolve("started")).strip();
        long fence = Long.parseLong(Files.readString(directory.resolve("fence")).strip());
        assertThat(fence).isPositive();
        kvctl.run("lock", "jobs", "--wait", "0s", "--", "true").expect(1);

        holder.destroy();
        assertThat(holder.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(holder.exitValue()).isEqualTo(TERMINATED);
        assertThat(runs(started)).isFalse();
        kvctl.run("lock", "jobs", "--wait", "0s", "--", "true").expect(0);

        Process loser = lock();
        started = Files.readString(directory.resolve("started")).strip();
        assertThat(Long.parseLong(Files.readString(directory.resolve("fence")).strip()))
                .isGreaterThan(fence);
        kvctl.run("kill", "n1").expect(0);
        assertThat(loser.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(loser.exitValue()).as(this::notes).isEqualTo(7);
        assertThat(runs(started)).isFalse();
        assertThat(notes()).contains("lock 'jobs' is at risk");
    }

    /** Answers once the command runs. */
    private Process lock() throws IOException {
        Files.deleteIfExists(directory.resolve("started"));
        Process holder = kvctl.start(
                List.of(
                        RealKvctl.ROOT.resolve("bin/kvctl").toString(),
                        "lock",
                        "jobs",
                        "--ttl",
                        "3s",
                        "--",
                        "sh",
                        "-c",
                        SCRIPT),
                directory.resolve("out"),
                directory.resolve("notes"));
        await().atMost(Duration.ofSeconds(60)).until(() -> Files.exists(directory.resolve("started")));
        return holder;
    }

    private String notes() {
        try {
            return Files.readString(directory.resolve("notes"));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Not as a zombie. */
    private static boolean runs(String pid) throws IOException {
        Path command = Path.of("/proc", pid, "cmdline");
        return Files.exists(command) && !Files.readString(command).isEmpty();
    }
}
