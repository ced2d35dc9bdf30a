package io.ratiskv.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The wrapper script, real member processes, real data. */
@Tag("slow")
final class LocalClusterIT {
    private static final String ZONES = "/META-INF/resources/webjars/moment-timezone/0.6.0/data/meta/latest.json";

    @TempDir
    Path directory;

    private RealKvctl kvctl;

    @BeforeEach
    void find_ports() throws IOException {
        kvctl = new RealKvctl(directory);
    }

    @AfterEach
    void stop_members() throws IOException, InterruptedException {
        if (Files.exists(kvctl.cluster().resolve("cluster.properties"))) {
            kvctl.run("down", "--wipe").expect(0);
        }
    }

    @Test
    void the_demo_on_real_data_loses_nothing_when_the_leader_is_killed() throws Exception {
        Path data = directory.resolve("latest.json");
        try (InputStream in = LocalClusterIT.class.getResourceAsStream(ZONES)) {
            Files.copy(java.util.Objects.requireNonNull(in), data);
        }
        Path out = directory.resolve("demo.out");
        Path err = directory.resolve("demo.err");
        Process demo = kvctl.start(List.of(RealKvctl.ROOT.resolve("bin/demo").toString(), data.toString()), out, err);
        assertThat(demo.waitFor(8, java.util.concurrent.TimeUnit.MINUTES)).isTrue();
        assertThat(demo.exitValue()).as(() -> read(out) + read(err)).isZero();
        assertThat(read(out)).contains("247 countries, 418 zones", "demo: nothing was lost");
        assertThat(read(err)).contains("3 members are equal");
    }

    @Test
    void a_load_that_is_killed_goes_on_and_writes_every_row_once() throws Exception {
        up("1");
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
        Awaitility.await().atMost(Duration.ofMinutes(2)).until(() -> count("row/") > 0);
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
    }

    @Test
    void up_goes_on_with_the_data_restarts_the_dead_and_leaves_the_running_alone() throws Exception {
        up("3");
        kvctl.run("put", "a", "1").expect(0);
        assertThat(up("3").err()).contains("already running");
        assertThat(kvctl.run("up", "--nodes", "1").expect(2).err()).contains("has 3 members, not 1");
        kvctl.run("kill", "n2").expect(0);
        assertThat(kvctl.run("status").expect(1).out()).contains("unreachable");
        assertThat(up("3").err()).contains("starting n2");
        kvctl.run("check", "--wait", "60s").expect(0);
        assertThat(kvctl.run("down").expect(0).out()).contains("n1 stopped", "n2 stopped", "n3 stopped");
        assertThat(kvctl.run("get", "a", "--timeout", "2s").expect(3).err()).contains("kvctl up");
        up("3");
        assertThat(kvctl.run("get", "a").expect(0).out()).isEqualTo("1\n");
        for (String member : List.of("n1", "n2", "n3")) {
            String pid = Files.readString(kvctl.cluster().resolve(member).resolve("pid"));
            assertThat(Path.of("/proc", pid.split(" ")[0], "maps"))
                    .as("classes kept when the members were stopped, in the memory of %s", member)
                    .content()
                    .containsPattern("cli/target/member-[0-9a-f-]+\\.jsa");
        }
        assertThat(kvctl.run(
                                "bench",
                                "put@4,get:200/s",
                                "--keys",
                                "50",
                                "--warmup",
                                "0",
                                "--seconds",
                                "0.3",
                                "-o",
                                "json")
                        .expect(0)
                        .out())
                .contains("\"workload\":\"put@4\"", "\"workload\":\"get:200/s\"", "serverCpuMicrosPerOp")
                .contains("\"failed\":0", "\"notFound\":0");
        assertThat(kvctl.run("get", "b").expect(1).err()).contains("no such key: b");
        assertThat(kvctl.run("get", "a", "--rev", "1000000").expect(5).err()).contains("newest revision");
    }

    @Test
    void a_taken_port_is_named_and_nothing_is_started() throws Exception {
        try (ServerSocket taken = new ServerSocket(kvctl.basePort() + 1, 1, InetAddress.getLoopbackAddress())) {
            RealKvctl.Run up = kvctl.run("up", "--base-port", Integer.toString(kvctl.basePort()))
                    .expect(6);
            assertThat(up.err()).contains("port " + taken.getLocalPort() + " (client port of n2) is taken");
            assertThat(kvctl.run("down").expect(0).out()).contains("no member of");
        }
    }

    @Test
    void a_member_that_cannot_start_is_shown_with_the_end_of_its_log() throws Exception {
        RealKvctl.Run up = kvctl.run(
                        "up",
                        "--nodes",
                        "1",
                        "--base-port",
                        Integer.toString(kvctl.basePort()),
                        "--set",
                        "no.such.setting=1")
                .expect(6);
        assertThat(up.err()).contains("member n1 has ended", "no.such.setting");
    }

    private RealKvctl.Run up(String nodes) throws IOException, InterruptedException {
        return kvctl.run("up", "--nodes", nodes, "--base-port", Integer.toString(kvctl.basePort()), "--wait", "120s")
                .expect(0);
    }

    private int count(String prefix) throws IOException, InterruptedException {
        return Integer.parseInt(kvctl.run("range", prefix, "--prefix", "--count-only")
                .expect(0)
                .out()
                .strip());
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
