package io.ratiskv.jepsen.matrix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ratiskv.jepsen.workload.Workloads;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MutantsTest {
    @Test
    void every_mutant_has_a_name_of_its_own() {
        assertThat(Mutants.all())
                .extracting(Mutant::name)
                .doesNotHaveDuplicates()
                .hasSizeGreaterThanOrEqualTo(14);
    }

    @Test
    void every_workload_of_a_mutant_exists() {
        assertThat(Mutants.all()).flatExtracting(Mutant::workloads).allMatch(Workloads.names()::contains);
    }

    @Test
    void an_unknown_name_is_refused_with_those_that_there_are() {
        assertThatThrownBy(() -> Mutants.named(Set.of("no-such")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no-such")
                .hasMessageContaining("ratis-read");
    }

    @Test
    void the_clean_twin_of_a_run_differs_in_the_sabotage_alone() {
        Mutant mutant = Mutants.named(Set.of("ratis-read")).get(0);
        Duration lasting = Duration.ofSeconds(10);
        assertThat(mutant.plan(7, lasting).sabotage()).contains("ratis-read");
        assertThat(mutant.clean(7, lasting).sabotage()).isEmpty();
        assertThat(mutant.plan(7, lasting).sabotage("")).isEqualTo(mutant.clean(7, lasting));
    }

    @Test
    void the_run_as_a_whole_being_red_is_not_enough_to_have_noticed() {
        Mutant mutant = Mutant.of("x", "something", "register");
        assertThat(mutant.isJudge("register/zones")).isTrue();
        assertThat(mutant.isJudge("run/same-state")).isTrue();
        assertThat(List.of("run/logs", "run/liveness", "run/serves")).noneMatch(mutant::isJudge);
        assertThat(mutant.seenBy("run/same-state").isJudge("register/zones")).isFalse();
    }
}
