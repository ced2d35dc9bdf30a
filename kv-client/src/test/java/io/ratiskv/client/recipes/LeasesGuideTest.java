package io.ratiskv.client.recipes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LeasesGuideTest {
    private static final Path GUIDE = Path.of("..", "docs", "leases.md");
    private static final Path COMPILED =
            Path.of("src", "test", "java", "io", "ratiskv", "client", "recipes", "LeasesGuide.java");

    /** Formatting aside, which differs between the two widths. */
    @Test
    void the_examples_of_the_guide_are_those_that_compile() throws IOException {
        List<String> shown = between(Files.readAllLines(GUIDE), "```java", "```");
        List<String> compiled = between(Files.readAllLines(COMPILED), "// guide:begin", "// guide:end");

        assertThat(compiled).hasSizeGreaterThan(5);
        assertThat(shown)
                .as("docs/leases.md shows what LeasesGuide.java compiles: copy the one to the other")
                .isEqualTo(compiled);
    }

    private static List<String> between(List<String> lines, String begin, String end) {
        List<String> parts = new ArrayList<>();
        StringBuilder part = null;
        for (String line : lines) {
            if (line.strip().equals(begin)) {
                part = new StringBuilder();
            } else if (part != null && line.strip().equals(end)) {
                parts.add(part.toString());
                part = null;
            } else if (part != null) {
                part.append(line.replaceAll("\\s+", ""));
            }
        }
        return parts;
    }
}
