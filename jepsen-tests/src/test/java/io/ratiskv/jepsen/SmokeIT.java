package io.ratiskv.jepsen;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratiskv.jepsen.cluster.Hosts;
import io.ratiskv.jepsen.run.Reports;
import io.ratiskv.jepsen.run.RunOutcome;
import io.ratiskv.jepsen.run.RunPlan;
import io.ratiskv.jepsen.run.Runner;
import io.ratiskv.jepsen.workload.Workloads;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every workload on three members under faults of processes and network, for as long as a build may take. */
class SmokeIT {
    private static final long SEED = 20_260_301;

    private static final Duration LASTS = Duration.ofSeconds(20);
    private static final Duration FAULT_INTERVAL = Duration.ofSeconds(3);
    private static final double CALLS_PER_SECOND = 400;

    @Test
    void all_workloads_keep_every_promise_while_members_die_stand_still_and_lose_each_other() {
        RunPlan plan = RunPlan.of("smoke", SEED, Workloads.names())
                .lasting(LASTS)
                .faults(List.of("process", "network"), FAULT_INTERVAL)
                .onHosts(Hosts.unavailable().isEmpty())
                .opsPerSecond(CALLS_PER_SECOND);
        System.out.println(plan.command());
        RunOutcome outcome = new Runner(plan, progress -> {}).run();
        System.out.println("page: " + Reports.write(outcome));
        // On a machine so slow, or so poor in faults, that a fault met nobody the outcome is UNKNOWN: bin/jepsen calls
        // that
        // red, a build must not. A promise that was broken is red everywhere.
        assertThat(outcome.violated()).as(Reports.summary(outcome)).isEmpty();
    }
}
