package io.ratiskv.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ReadmeTest {
    private static final Path README = Path.of("..", "README.md");
    private static final Path EXAMPLE = Path.of("src", "test", "java", "io", "ratiskv", "client", "ReadmeExample.java");

    /** Formatting aside, which differs between the two widths. */
    @Test
    void the_example_in_the_readme_is_the_one_that_compiles() throws IOException {
        String readme = between(Files.readAllLines(README), "```java", "```");
        String compiled = between(Files.readAllLines(EXAMPLE), "// readme:begin", "// readme:end");

        assertThat(compiled).isNotEmpty();
        assertThat(readme)
                .as("README.md shows what ReadmeExample.java compiles: copy the one to the other")
                .isEqualTo(compiled);
    }

    private static String between(List<String> lines, String begin, String end) {
        return lines.stream()
                .dropWhile(line -> !line.strip().equals(begin))
                .skip(1)
                .takeWhile(line -> !line.strip().equals(end))
                .collect(Collectors.joining())
                .replaceAll("\\s+", "");
    }
}
