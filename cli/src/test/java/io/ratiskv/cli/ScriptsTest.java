package io.ratiskv.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.ratiskv.cli.session.Console;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Runs the conversations in {@code scripts}, each against an empty store. A line {@code $ kvctl …} is run; lines
 * {@code < …} behind it are its standard input; then come standard output, standard error after {@code ! }, and the
 * exit code after {@code = } unless it is 0.
 */
final class ScriptsTest {
    private static final Path SCRIPTS = Path.of("src/test/resources/scripts");
    private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");

    @TempDir
    Path directory;

    @ParameterizedTest
    @MethodSource("scripts")
    void the_conversation_goes_as_written(String name) throws IOException {
        List<String> script = Files.readAllLines(SCRIPTS.resolve(name));
        MemoryKv db = new MemoryKv();
        List<String> transcript = new ArrayList<>();
        for (int i = 0; i < script.size(); i++) {
            String line = script.get(i);
            if (line.startsWith("#") || line.isBlank()) {
                transcript.add(line);
            } else if (line.startsWith("$ kvctl")) {
                StringBuilder input = new StringBuilder();
                transcript.add(line);
                for (; i + 1 < script.size() && script.get(i + 1).startsWith("< "); i++) {
                    transcript.add(script.get(i + 1));
                    input.append(script.get(i + 1).substring(2)).append('\n');
                }
                run(db, words(line.substring("$ kvctl".length())), input.toString(), transcript);
            }
        }
        assertThat(String.join("\n", transcript)).isEqualTo(String.join("\n", script));
    }

    private void run(MemoryKv db, List<String> words, String input, List<String> transcript) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Console console = new Console(
                new ByteArrayInputStream(input.getBytes(UTF_8)),
                new PrintStream(out, true, UTF_8),
                new PrintStream(err, true, UTF_8),
                Map.of("HOME", directory.toString(), "KVCTL_ENDPOINTS", "127.0.0.1:7101"),
                directory,
                false,
                false);
        int exitCode = Kvctl.run(console, (endpoints, timeout, cluster) -> db, words.toArray(String[]::new));
        out.toString(UTF_8)
                .replaceAll("in [0-9.]+ s \\([0-9]+ rows/s\\)", "in TIME")
                .replaceAll("_kvctl/load/[0-9a-f]{16}", "_kvctl/load/ID")
                .lines()
                .forEach(transcript::add);
        err.toString(UTF_8).replace(directory.toString(), "DIR").lines().forEach(line -> transcript.add("! " + line));
        if (exitCode != 0) {
            transcript.add("= " + exitCode);
        }
    }

    private static List<String> words(String line) {
        List<String> words = new ArrayList<>();
        Matcher matcher = WORD.matcher(line);
        while (matcher.find()) {
            words.add(matcher.group(1) == null ? matcher.group(2) : matcher.group(1));
        }
        return words;
    }

    static Stream<String> scripts() throws IOException {
        try (Stream<Path> files = Files.list(SCRIPTS)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList().stream();
        }
    }
}
