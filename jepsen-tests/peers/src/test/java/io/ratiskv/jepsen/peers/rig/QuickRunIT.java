package io.ratiskv.jepsen.peers.rig;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratiskv.jepsen.peers.curve.CurvesCommand;
import io.ratiskv.jepsen.peers.tail.TailsCommand;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real members and a little of everything: that it works, not what it finds. */
@Tag("soak")
class QuickRunIT {
    @TempDir
    Path directory;

    @Test
    void curves_are_measured_from_fresh_clusters() {
        assertThat(CurvesCommand.run("clients", "memory", "--quick", "--directory=" + data(), "--lock=" + lock()))
                .isZero();
    }

    @Test
    void disturbances_and_overload_are_measured() {
        assertThat(TailsCommand.run(
                        "collection",
                        "overload",
                        "--quick",
                        "--clients=3",
                        "--directory=" + data(),
                        "--lock=" + lock()))
                .isZero();
    }

    @Test
    void wrong_words_are_told_before_anything_is_started() {
        assertThat(CurvesCommand.run("keyz")).isEqualTo(2);
        assertThat(CurvesCommand.run("keys", "--keys-max=1")).isEqualTo(2);
        assertThat(TailsCommand.run("overload", "--clients=0")).isEqualTo(2);
        assertThat(TailsCommand.run("overload", "--seconds=0", "--quick")).isEqualTo(2);
    }

    /** On a disk, which directories for temporary files need not be. */
    private static Path data() {
        return Path.of("target", "rig-it");
    }

    private Path lock() {
        return directory.resolve("lock");
    }
}
