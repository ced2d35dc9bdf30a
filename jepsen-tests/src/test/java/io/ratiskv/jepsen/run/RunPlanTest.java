package io.ratiskv.jepsen.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunPlanTest {
    private static final RunPlan PLAN = RunPlan.of("test", 7, List.of("set", "bank"));

    @Test
    void the_replay_command_names_every_choice() {
        RunPlan plan = PLAN.members(5)
                .lasting(Duration.ofSeconds(90))
                .faults(List.of("kill-leader"), Duration.ofMillis(2_500))
                .opsPerSecond(300)
                .sabotage("no-sessions");
        assertThat(plan.command())
                .isEqualTo("bin/jepsen run --seed=7 --seconds=90 --round-seconds=86400 --members=5"
                        + " --workloads=set,bank --faults=kill-leader --interval-ms=2500 --hosts=no --rate=300"
                        + " --sabotage=no-sessions");
    }

    @Test
    void plans_that_cannot_be_are_refused() {
        assertThatThrownBy(() -> PLAN.members(2)).hasMessageContaining("1, 3 or 5");
        assertThatThrownBy(() -> PLAN.lasting(Duration.ZERO)).hasMessageContaining("duration");
        assertThatThrownBy(() -> PLAN.faults(List.of(), Duration.ofMillis(1))).hasMessageContaining("interval");
        assertThatThrownBy(() -> RunPlan.of("test", 1, List.of())).hasMessageContaining("without workloads");
    }

    @Test
    void a_workload_that_does_not_exist_is_refused_before_anything_starts() {
        assertThatThrownBy(() -> new Runner(RunPlan.of("test", 1, List.of("sett")), progress -> {}))
                .hasMessageContaining("sett")
                .hasMessageContaining("register");
    }
}
