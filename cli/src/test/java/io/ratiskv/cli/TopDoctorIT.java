package io.ratiskv.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is seen of three real members, one of which is killed. */
@Tag("slow")
class TopDoctorIT {
    @TempDir
    Path directory;

    private RealKvctl kvctl;

    @BeforeEach
    void prepare() throws IOException {
        kvctl = new RealKvctl(directory);
    }

    @AfterEach
    void stop() throws Exception {
        kvctl.run("down", "--wipe");
    }

    @Test
    void top_and_doctor_see_who_works_and_who_is_gone() throws Exception {
        String up = kvctl.run("up", "--base-port", Integer.toString(kvctl.basePort()))
                .expect(0)
                .err();
        assertThat(up).contains("http://127.0.0.1:" + (kvctl.basePort() + 200) + "/metrics");
        kvctl.run("put", "a", "1").expect(0);

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

        kvctl.run("kill", "n2").expect(0);
        assertThat(kvctl.run("doctor").expect(1).out())
                .contains("n2", "does not answer", "only 2 of 3 members answer", "start it again");
        assertThat(kvctl.run("top", "--once").expect(0).out()).contains("unreachable");
    }
}
