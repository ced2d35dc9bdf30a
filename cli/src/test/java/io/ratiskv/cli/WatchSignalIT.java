package io.ratiskv.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.ratiskv.cli.session.Console;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A watch in a process of its own, over a store in its memory, is told to stop. */
@Tag("slow")
final class WatchSignalIT {
    @TempDir
    Path directory;

    /** kvctl with a key that is there already. */
    public static void main(String[] arguments) {
        MemoryKv db = new MemoryKv();
        db.put("a", "1");
        Console console = Console.ofProcess();
        int exitCode = Kvctl.run(console, (endpoints, timeout, cluster) -> db, arguments);
        console.out().flush();
        System.exit(exitCode);
    }

    @Test
    void a_signal_ends_a_watch_after_its_last_word_and_with_0() throws IOException, InterruptedException {
        Path notes = directory.resolve("notes");
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        WatchSignalIT.class.getName(),
                        "watch",
                        "a",
                        "--snapshot",
                        "--endpoints",
                        "127.0.0.1:1"))
                .redirectError(notes.toFile())
                .start();
        try (BufferedReader out = process.inputReader(UTF_8)) {
            assertThat(out.readLine()).isEqualTo("2\tSNAPSHOT\ta\t1");
            process.toHandle().destroy();
            assertThat(process.waitFor()).isZero();
            assertThat(out.readLine()).isNull();
        }
        assertThat(Files.readString(notes)).contains("told everything up to revision 2; --from-revision 3 goes on");
    }
}
