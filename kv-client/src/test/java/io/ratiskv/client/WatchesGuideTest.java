package io.ratiskv.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WatchesGuideTest {
    private static final Path GUIDE = Path.of("..", "docs", "watches.md");
    private static final Path EXAMPLES =
            Path.of("src", "test", "java", "io", "ratiskv", "client", "WatchesExample.java");

    /** Formatting aside, which differs between the two widths. */
    @Test
    void the_examples_in_the_guide_are_those_that_compile() throws IOException {
        List<String> guide = between(Files.readAllLines(GUIDE), "```java", "```");
        List<String> compiled = between(Files.readAllLines(EXAMPLES), "// guide:begin", "// guide:end");

        assertThat(compiled).isNotEmpty();
        assertThat(guide)
                .as("docs/watches.md shows what WatchesExample.java compiles: copy the one to the other")
                .isEqualTo(compiled);
    }

    private static List<String> between(List<String> lines, String begin, String end) {
        List<String> blocks = new ArrayList<>();
        StringBuilder block = null;
        for (String line : lines) {
            if (line.strip().equals(begin)) {
                block = new StringBuilder();
            } else if (line.strip().equals(end) && block != null) {
                blocks.add(block.toString());
                block = null;
            } else if (block != null) {
                block.append(line.replaceAll("\\s+", ""));
            }
        }
        return blocks;
    }
}
