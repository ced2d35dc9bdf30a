package io.ratiskv.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.ratiskv.cli.session.Console;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A watch in a process of its own, over a store in its memory, is told to stop. */
@Tag("slow")
final class WatchSignalIT {
    @TempDir
    Path directory;

    /** kvctl with keys that are there already. */
    public static void main(String[] arguments) {
        MemoryKv db = new MemoryKv();
        db.put("a", "1");
        db.put("b", "1");
        db.put("c", "1");
        Console console = Console.ofProcess();
        int exitCode = Kvctl.run(console, (endpoints, timeout, cluster) -> db, arguments);
        console.out().flush();
        System.exit(exitCode);
    }

    @Test
    void a_signal_ends_a_watch_after_its_last_word_and_with_0() throws IOException, InterruptedException {
        Process process = watch("a", "--snapshot");
        try (BufferedReader out = process.inputReader(UTF_8)) {
            assertThat(out.readLine()).isEqualTo("2\tSNAPSHOT\ta\t1");
            process.toHandle().destroy();
            assertThat(process.waitFor()).isZero();
            assertThat(out.readLine()).isNull();
        }
        assertThat(notes()).contains("told everything up to revision 4; --from-revision 5 goes on");
    }

    @Test
    void a_signal_is_heeded_after_the_command_that_runs_and_one_that_failed_is_told_by_the_exit_code()
            throws IOException, InterruptedException {
        Process process = watch("--all", "--snapshot", "--exec", "echo $RATISKV_EVENT_KEY; sleep 1; echo done; exit 9");
        try (BufferedReader out = process.inputReader(UTF_8)) {
            assertThat(out.readLine()).isEqualTo("a");
            process.toHandle().destroy();
            assertThat(process.waitFor()).as(this::notes).isEqualTo(1);
            assertThat(out.lines()).containsExactly("done");
        }
        assertThat(notes()).contains("the command ended with 9 for SNAPSHOT a of revision 2");
    }

    private Process watch(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                WatchSignalIT.class.getName(),
                "watch",
                "--endpoints",
                "127.0.0.1:1"));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectError(directory.resolve("notes").toFile())
                .start();
    }

    private String notes() {
        try {
            return Files.readString(directory.resolve("notes"));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
