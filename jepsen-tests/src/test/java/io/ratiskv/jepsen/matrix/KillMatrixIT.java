package io.ratiskv.jepsen.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Mutants that need no luck to show themselves within seconds, in every build; and the whole matrix, on request. */
class KillMatrixIT {
    /** Tried in this order until one is enough; the longer ones are for machines that do much else. */
    private static final List<Duration> SHORT =
            List.of(Duration.ofSeconds(3), Duration.ofSeconds(10), Duration.ofSeconds(30));

    @ParameterizedTest
    @ValueSource(strings = {"lost-at-page-end", "dropped-write"})
    void a_broken_mechanism_is_noticed_within_seconds(String name) {
        Mutant mutant = Mutants.named(Set.of(name)).get(0);
        Trial trial = new KillMatrix(1, SHORT, ignored -> {}).kill(mutant);
        assertThat(trial.caught()).as("%s", trial).isNotEmpty();
    }

    @Test
    @Tag("soak")
    void every_broken_mechanism_is_noticed_and_nothing_else() {
        assertThat(MatrixCommand.run("", 1, 1, System.out)).isTrue();
    }
}
