package io.ratiskv.jepsen.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratiskv.jepsen.checker.Verdict;
import io.ratiskv.jepsen.history.Completion;
import io.ratiskv.jepsen.history.FakeCall;
import io.ratiskv.jepsen.workload.Workload;
import io.ratiskv.jepsen.workload.WorkloadResult;
import io.ratiskv.jepsen.workload.WorkloadSetup;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SideBySideTest {
    private final List<WorkloadSetup> setups = new ArrayList<>();

    @TempDir
    Path directory;

    private final class Fake implements Workload {
        private final String name;

        private Fake(String name, WorkloadSetup setup) {
            this.name = name;
            setups.add(setup);
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public void start() {}

        @Override
        public WorkloadResult finish() {
            if (name.equals("broken")) {
                throw new IllegalStateException("no answer");
            }
            return new WorkloadResult(
                    name,
                    List.of(FakeCall.in(0, "read", Completion.OK)),
                    List.of(Verdict.of("fake", 1, "1 call", List.of())));
        }
    }

    private SideBySide start(RunPlan plan) {
        return SideBySide.start(plan, List.of(), List.of(), directory, 0, Fake::new);
    }

    @Test
    void each_workload_has_its_own_prefix_seed_directory_and_meter() {
        start(RunPlan.of("test", 1, List.of("a", "b")));
        assertThat(setups).extracting(WorkloadSetup::prefix).containsExactly("a/", "b/");
        assertThat(setups).extracting(WorkloadSetup::seed).doesNotHaveDuplicates();
        assertThat(setups).extracting(WorkloadSetup::meter).doesNotHaveDuplicates();
        assertThat(setups).allSatisfy(setup -> assertThat(setup.directory()).isDirectory());
    }

    @Test
    void a_workload_that_cannot_be_judged_is_unknown_and_says_why() {
        List<WorkloadResult> results =
                start(RunPlan.of("test", 1, List.of("a", "broken"))).finish();
        assertThat(results.get(0).verdicts().get(0).valid()).isTrue();
        assertThat(results.get(1).verdicts().get(0).result()).isEqualTo(Verdict.Result.UNKNOWN);
        assertThat(results.get(1).verdicts().get(0).summary()).contains("no answer");
    }

    @Test
    void the_rate_is_shared_and_lowered_so_that_the_bound_on_calls_lasts_for_the_whole_run() {
        RunPlan plan = RunPlan.of("test", 1, List.of("a", "b")).opsPerSecond(400);
        assertThat(SideBySide.rate(plan.lasting(Duration.ofMinutes(1)))).isEqualTo(200);
        RunPlan anHour = plan.lasting(Duration.ofHours(1));
        assertThat(SideBySide.rate(anHour) * 3_600 * 2).isBetween(90_000.0, (double) RunPlan.OPERATIONS_MAX);
        assertThat(SideBySide.callsMax(anHour) * 2).isLessThanOrEqualTo(RunPlan.OPERATIONS_MAX);
    }
}
