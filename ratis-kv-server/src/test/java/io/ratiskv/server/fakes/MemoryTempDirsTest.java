package io.ratiskv.server.fakes;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemoryTempDirsTest {
    /** Linux' processes have smaller numbers. */
    private static final String NOBODY = "99999999";

    @TempDir
    Path memory;

    @Test
    void what_killed_tests_have_left_is_deleted_and_nothing_else() throws Exception {
        Path left = Files.createDirectories(memory.resolve("ratiskv-test-" + NOBODY + "-1/store"));
        Files.writeString(left.resolve("file"), "x");
        Path living = Files.createDirectory(
                memory.resolve("ratiskv-test-" + ProcessHandle.current().pid() + "-1"));
        Path others = Files.createDirectory(memory.resolve("somebody-" + NOBODY + "-1"));
        MemoryTempDirs.sweep(memory);
        assertThat(left.getParent()).doesNotExist();
        assertThat(living).exists();
        assertThat(others).exists();
    }
}
