package io.ratiskv.server.apply;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Behaviour to check by eye: {@code src/test/resources/scripts}. Each script is also told with restarts, and with scrubbing
 * and flushing, after every line: neither may show.
 *
 * <p>{@code -Dscripts.rewrite=true} writes what is really answered into the scripts, for review.
 */
class ScriptsTest {
    @TempDir
    Path directory;

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("scripts")
    void every_line_is_answered_as_written(String name, Script.Upkeep upkeep) throws IOException {
        List<String> written = Files.readAllLines(root().resolve(name));
        try (Script script = new Script(directory, upkeep)) {
            List<String> said = script.replay(written);
            if (Boolean.getBoolean("scripts.rewrite")) {
                Files.write(Path.of("src/test/resources/scripts", name), said);
                return;
            }
            assertThat(normal(said)).isEqualTo(normal(written));
        }
    }

    static Stream<Arguments> scripts() throws IOException {
        Path root = root();
        try (Stream<Path> files = Files.walk(root)) {
            return files
                    .filter(Files::isRegularFile)
                    .map(file -> root.relativize(file).toString())
                    .sorted()
                    .toList()
                    .stream()
                    .flatMap(name -> Stream.of(Script.Upkeep.values()).map(upkeep -> Arguments.of(name, upkeep)));
        }
    }

    /** White space is for people. */
    private static String normal(List<String> lines) {
        return String.join(
                "\n",
                lines.stream().map(line -> line.replaceAll("\\s+", " ").strip()).toList());
    }

    private static Path root() {
        try {
            return Path.of(Objects.requireNonNull(ScriptsTest.class.getResource("/scripts"))
                    .toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }
}
