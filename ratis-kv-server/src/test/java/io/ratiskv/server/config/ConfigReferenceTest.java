package io.ratiskv.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ConfigReferenceTest {
    private static final Path PAGE = Path.of("..", "docs", "configuration.md");
    private static final String REGENERATE =
            "./mvnw -q -pl ratis-kv-server -am test -Dtest=ConfigReferenceTest -Dsurefire.failIfNoSpecifiedTests=false"
                    + " -Dratiskv.regenerate=true";

    @Test
    void the_page_tells_what_the_declarations_say() throws IOException {
        String expected = ConfigReference.markdown(ServerConfig.SETTINGS);
        if (Boolean.getBoolean("ratiskv.regenerate")) {
            Files.writeString(PAGE, expected);
        }
        assertThat(PAGE)
                .as("docs/configuration.md is stale; write it anew with: %s", REGENERATE)
                .exists()
                .hasContent(expected);
    }
}
