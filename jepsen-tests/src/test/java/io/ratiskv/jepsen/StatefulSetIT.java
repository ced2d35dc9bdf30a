package io.ratiskv.jepsen;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratiskv.jepsen.cluster.Hosts;
import io.ratiskv.jepsen.show.Shows;
import io.ratiskv.jepsen.statefulset.NamedJvm;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pods of our StatefulSet on this machine, as the shows start them: names that stay, addresses that change. */
class StatefulSetIT {
    @TempDir
    Path directory;

    @Test
    void pods_that_are_moved_lose_their_disks_or_find_slow_names_become_whole_again_and_nothing_is_lost()
            throws IOException {
        String steps = "rescheduling,moved-voter,lost-volume,slow-dns";
        assertThat(shown("show-statefulset", "--steps=" + steps, "--pace=hasty", "--seed=1"))
                .contains("HELD")
                .contains(Hosts.unavailable().isEmpty() ? "was elected by" : "left out")
                .doesNotContain("NOT HELD");
    }

    @Test
    @Tag("soak")
    void everything_that_kubernetes_does_to_a_set_at_the_pace_of_the_manifest() throws IOException {
        assertThat(shown("show-statefulset", "--seed=1")).contains("HELD").doesNotContain("NOT HELD");
    }

    @Test
    @Tag("soak")
    void random_sequences_of_mishaps_heal_by_themselves() throws IOException {
        assertThat(shown("show-healing", "--sequences=10", "--seed=1"))
                .contains("HELD")
                .doesNotContain("NOT HELD");
    }

    private String shown(String... words) throws IOException {
        Path output = directory.resolve("output");
        int code = NamedJvm.run(Shows.class.getName(), List.of(words), Redirect.to(output.toFile()));
        String said = Files.readString(output);
        assertThat(code).as(said).isZero();
        return said;
    }
}
