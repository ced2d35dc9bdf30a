package io.ratiskv.server.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.ratiskv.server.KvServerMain;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Security;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each in a JVM of its own: Java settles on the first look-up how long it keeps them. */
class JavaNamesTest {
    private static final String NAME = "n1.members";
    private static final String READY = "ready";

    @TempDir
    Path directory;

    @Test
    void a_name_that_there_was_not_is_found_as_soon_as_there_is_one() throws Exception {
        try (Asker asker = new Asker()) {
            assertThat(asker.ask()).isEqualTo("unknown");
            asker.point("127.0.0.7");
            assertThat(asker.ask()).isEqualTo("127.0.0.7");
        }
    }

    @Test
    void a_name_that_means_another_address_is_found_there_within_seconds() throws Exception {
        try (Asker asker = new Asker()) {
            asker.point("127.0.0.7");
            assertThat(asker.ask()).isEqualTo("127.0.0.7");
            asker.point("127.0.0.8");
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
            String answer = asker.ask();
            while (!answer.equals("127.0.0.8") && System.nanoTime() - deadline < 0) {
                answer = asker.ask();
            }
            assertThat(answer).isEqualTo("127.0.0.8");
        }
    }

    @Test
    void who_chose_otherwise_has_it_so() throws Exception {
        try (Asker asker = new Asker("-D" + JavaNames.FAILURES_KEPT_FLAG + "=-1", "-D" + JavaNames.KEPT_FLAG + "=-1")) {
            assertThat(asker.ask()).isEqualTo("unknown");
            asker.point("127.0.0.7");
            assertThat(asker.ask()).as("failures are kept for ever").isEqualTo("unknown");
            assertThat(asker.settings()).isEqualTo("-1 -1");
        }
    }

    /** A member that has nothing to run, and looks the name up whenever it is asked to. */
    static final class LookUps {
        public static void main(String[] args) throws IOException, InterruptedException {
            KvServerMain.main(new String[] {"--version"});
            System.out.println(READY);
            BufferedReader questions = new BufferedReader(new InputStreamReader(System.in, UTF_8));
            for (String question = questions.readLine(); question != null; question = questions.readLine()) {
                System.out.println(
                        question.equals("settings")
                                ? Security.getProperty(JavaNames.KEPT) + " "
                                        + Security.getProperty(JavaNames.FAILURES_KEPT)
                                : address());
            }
        }

        private static String address() {
            try {
                return InetAddress.getAllByName(NAME)[0].getHostAddress();
            } catch (UnknownHostException e) {
                return "unknown";
            }
        }
    }

    private final class Asker implements AutoCloseable {
        private final Path names = directory.resolve("names");
        private final Process process;
        private final BufferedReader answers;

        Asker(String... flags) throws IOException {
            point("");
            List<String> line = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx32m",
                    "-Djdk.net.hosts.file=" + names));
            line.addAll(List.of(flags));
            line.addAll(List.of("-cp", System.getProperty("java.class.path"), LookUps.class.getName()));
            process = new ProcessBuilder(line)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            answers = process.inputReader(UTF_8);
            while (!String.valueOf(answers.readLine()).equals(READY)) {
                assertThat(process.isAlive()).isTrue();
            }
        }

        void point(String address) throws IOException {
            Files.writeString(names, address.isEmpty() ? "# nobody\n" : address + " " + NAME + "\n");
        }

        String ask() throws IOException {
            return say("address");
        }

        String settings() throws IOException {
            return say("settings");
        }

        private String say(String question) throws IOException {
            process.getOutputStream().write((question + "\n").getBytes(UTF_8));
            process.getOutputStream().flush();
            return String.valueOf(answers.readLine());
        }

        @Override
        public void close() {
            process.destroyForcibly().onExit().join();
        }
    }
}
