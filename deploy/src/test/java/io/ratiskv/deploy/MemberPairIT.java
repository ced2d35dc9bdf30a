package io.ratiskv.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two members as pods start them: by names, with the image's options, so under its serialization filter. */
class MemberPairIT {
    private static final int MEMBERS = 2;
    private static final String HOST = "127.0.77.";

    @TempDir
    Path directory;

    private final List<Process> processes = new ArrayList<>();

    @AfterEach
    void end() throws InterruptedException {
        for (Process process : processes) {
            process.destroyForcibly();
            process.waitFor();
        }
    }

    @Test
    void members_find_each_other_by_name_and_serve() throws Exception {
        StringBuilder hosts = new StringBuilder("127.0.0.1 localhost\n");
        for (int i = 0; i < MEMBERS; i++) {
            hosts.append(HOST).append(i + 1).append(" kv-").append(i).append(".kv-headless.shop.svc\n");
        }
        Path names = Files.writeString(directory.resolve("hosts"), hosts);
        for (int i = 0; i < MEMBERS; i++) {
            start(i, names);
        }

        String endpoints = HOST + "1:7100," + HOST + "2:7100";
        ProcessBuilder put = MemberProcess.builder(OnePut.class, List.of("-Djdk.net.hosts.file=" + names), Map.of());
        put.command().addAll(List.of(endpoints, "greeting", "hello"));
        Process putting = put.start();
        processes.add(putting);
        String said = new String(putting.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(putting.waitFor()).as(said).isZero();

        for (Process member : processes) {
            member.destroy();
            assertThat(member.waitFor(30, TimeUnit.SECONDS)).isTrue();
        }
        for (int i = 0; i < MEMBERS; i++) {
            assertThat(log(i)).contains("serves clients").doesNotContain("InvalidClassException", "filter status");
        }
    }

    private void start(int ordinal, Path names) throws IOException {
        Map<String, String> environment = Map.of(
                "POD_NAME",
                "kv-" + ordinal,
                "POD_NAMESPACE",
                "shop",
                "HEADLESS_SERVICE",
                "kv-headless",
                "CLUSTER_ID",
                "pair",
                "FIRST_MEMBERS",
                Integer.toString(MEMBERS),
                "DATA_DIRECTORY",
                directory.resolve("data-" + ordinal).toString(),
                "RATISKV_CLIENT_LISTEN",
                HOST + (ordinal + 1) + ":7100",
                "RATISKV_RAFT_LISTEN",
                HOST + (ordinal + 1) + ":7200",
                "RATISKV_STORAGE_MIN_FREE_BYTES",
                "0");
        processes.add(MemberProcess.builder(PodMain.class, List.of("-Djdk.net.hosts.file=" + names), environment)
                .redirectOutput(directory.resolve("log-" + ordinal).toFile())
                .start());
    }

    private String log(int ordinal) throws IOException {
        return Files.readString(directory.resolve("log-" + ordinal));
    }
}
