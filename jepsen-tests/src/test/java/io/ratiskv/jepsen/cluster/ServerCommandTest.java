package io.ratiskv.jepsen.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ServerCommandTest {
    @Test
    void a_process_in_another_directory_finds_what_this_one_finds_by_relative_paths() {
        Path here = Path.of("").toAbsolutePath();
        assertThat(ServerCommand.absolute("target/classes" + File.pathSeparator + "/lib/a.jar"))
                .isEqualTo(here.resolve("target/classes") + File.pathSeparator + "/lib/a.jar");
    }
}
