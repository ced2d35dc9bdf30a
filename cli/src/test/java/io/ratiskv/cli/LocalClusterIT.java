package io.ratiskv.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
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
    void up_goes_on_with_the_data_and_restarts_the_dead_and_top_and_doctor_see_who_works_and_who_is_gone()
            throws Exception {
        assertThat(up("3").err()).contains("http://127.0.0.1:" + (kvctl.basePort() + 200) + "/metrics");
        kvctl.run("put", "a", "1").expect(0);
        topAndDoctorSeeThree();
        assertThat(up("3").err()).contains("already running");
        assertThat(kvctl.run("up", "--nodes", "1").expect(2).err()).contains("has 3 members, not 1");
        kvctl.run("kill", "n2").expect(0);
        // Two seconds are what a member has to answer; on a machine that does much else that may be too short.
        assertThat(kvctl.until(1, "status").out()).contains("unreachable");
        assertThat(kvctl.run("doctor").expect(1).out())
                .contains("n2", "does not answer", "only 2 of 3 members answer", "start it again");
        assertThat(kvctl.run("top", "--once").expect(0).out()).contains("unreachable");
        assertThat(up("3").err()).contains("starting n2");
        try (Stream<Path> files = Files.walk(kvctl.cluster())) {
            assertThat(files.filter(file -> file.toString().contains("librocksdbjni")))
                    .as("native code is unpacked once, and not left in the temporary directory by whoever is killed")
                    .hasSize(1);
        }
        kvctl.run("check", "--wait", "60s").expect(0);
        assertThat(kvctl.run("down").expect(0).out()).contains("n1 stopped", "n2 stopped", "n3 stopped");
        assertThat(kvctl.run("get", "a", "--timeout", "2s").expect(3).err()).contains("kvctl up");
        up("3");
        assertThat(kvctl.run("get", "a").expect(0).out()).isEqualTo("1\n");
        for (String member : List.of("n1", "n2", "n3")) {
            String pid = Files.readString(kvctl.cluster().resolve(member).resolve("pid"));
            assertThat(Path.of("/proc", pid.split(" ")[0], "maps"))
                    .as("classes kept when the members were stopped, and native code, in the memory of %s", member)
                    .content()
                    .contains("/native-code/")
                    .containsPattern("cli/target/member-[0-9a-f-]+\\.jsa");
        }
        assertThat(kvctl.run("get", "b").expect(1).err()).contains("no such key: b");
        assertThat(kvctl.run("get", "a", "--rev", "1000000").expect(5).err()).contains("newest revision");
    }

    private void topAndDoctorSeeThree() throws Exception {
        String top = kvctl.run("top", "--once", "-o", "json").expect(0).out();
        assertThat(top)
                .contains("\"member\":\"n1\"", "\"member\":\"n2\"", "\"member\":\"n3\"", "\"role\":\"leader\"")
                .containsPattern("\"lag\":[0-9]+")
                .containsPattern("\"free\":[1-9][0-9]+");
        // The machine of the test may have a slow disk or few open files: that may be said, but nothing worse.
        assertThat(kvctl.run("doctor", "-o", "json").out())
                .contains("\"members\":3")
                .doesNotContain("\"severity\":\"critical\"")
                .doesNotContain("tells no metrics");
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

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
