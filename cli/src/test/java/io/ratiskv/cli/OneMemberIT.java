package io.ratiskv.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Commands that are killed, told to end, or lose what they need, in processes of their own; over one real member. */
@Tag("slow")
@TestMethodOrder(OrderAnnotation.class)
final class OneMemberIT {
    private static final int TERMINATED = 128 + 15;

    /** Says its fence and the process that it starts, which nobody but kvctl ends. */
    private static final String SCRIPT =
            "echo $RATISKV_FENCE > fence; sleep 100 & echo $! > started.new; mv started.new started; wait";

    @TempDir
    static Path directory;

    private static RealKvctl kvctl;

    @BeforeAll
    static void start_a_member() throws IOException, InterruptedException {
        kvctl = new RealKvctl(directory);
        kvctl.run("up", "--nodes", "1", "--base-port", Integer.toString(kvctl.basePort()), "--wait", "120s")
                .expect(0);
    }

    @AfterAll
    static void stop_it() throws IOException, InterruptedException {
        kvctl.run("down", "--wipe").expect(0);
    }

    @Test
    @Order(1)
    void a_load_that_is_killed_goes_on_and_writes_every_row_once_and_the_member_can_be_measured() throws Exception {
        int rows = 30_000;
        Path file = directory.resolve("rows.jsonl");
        try (var out = Files.newBufferedWriter(file)) {
            for (int i = 0; i < rows; i++) {
                out.write("{\"id\":\"r" + i + "\",\"text\":\"" + "x".repeat(100) + "\"}\n");
            }
        }
        String[] load = {"load", file.toString(), "--key-prefix", "row/", "--key-field", "id", "--lanes", "4"};
        Path log = directory.resolve("load.out");
        Process first = kvctl.start(
                Stream.concat(Stream.of(RealKvctl.ROOT.resolve("bin/kvctl").toString()), Stream.of(load))
                        .toList(),
                log,
                log);
        await().atMost(Duration.ofMinutes(2)).until(() -> count("row/") > 0);
        // The wrapper hands over to Java with exec, or waits for it while it makes the archive: kill both.
        first.descendants().forEach(ProcessHandle::destroyForcibly);
        first.destroyForcibly();
        first.waitFor();

        kvctl.run(load).expect(0);
        assertThat(count("row/")).isEqualTo(rows);
        String twice = kvctl.run(
                        "range", "row/", "--prefix", "--order", "version", "--desc", "--limit", "1", "-o", "json")
                .expect(0)
                .out();
        assertThat(twice).contains("\"version\":1");
        assertThat(kvctl.run(load).expect(0).out()).contains("nothing was written");

        assertThat(kvctl.run(
                                "bench",
                                "put@4,get:200/s",
                                "--keys",
                                "50",
                                "--warmup",
                                "0",
                                "--seconds",
                                "1",
                                "-o",
                                "json")
                        .expect(0)
                        .out())
                .contains("\"workload\":\"put@4\"", "\"workload\":\"get:200/s\"", "serverCpuMicrosPerOp")
                .contains("\"failed\":0", "\"notFound\":0");
    }

    /** Kills the member in the end. */
    @Test
    @Order(2)
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

    private int count(String prefix) throws IOException, InterruptedException {
        return Integer.parseInt(kvctl.run("range", prefix, "--prefix", "--count-only")
                .expect(0)
                .out()
                .strip());
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
