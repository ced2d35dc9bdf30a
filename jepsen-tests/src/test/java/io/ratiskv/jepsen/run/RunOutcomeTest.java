package io.ratiskv.jepsen.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratiskv.jepsen.checker.Verdict;
import io.ratiskv.jepsen.checker.Violation;
import io.ratiskv.jepsen.run.RunOutcome.Status;
import io.ratiskv.jepsen.workload.WorkloadResult;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunOutcomeTest {
    private static final Verdict GOOD = Verdict.of("set", 10, "10 reads", List.of());
    private static final Verdict BAD =
            Verdict.of("bank", 10, "10 reads", List.of(new Violation("wrong total", List.of())));
    private static final Verdict UNKNOWN = Verdict.unknown("enough", 10, "too few");

    static RunOutcome outcome(List<Verdict> ofWorkload, List<Verdict> checks) {
        List<WorkloadResult> results =
                ofWorkload.isEmpty() ? List.of() : List.of(new WorkloadResult("w", List.of(), ofWorkload));
        return new RunOutcome(
                RunPlan.of("test", 7, List.of("w")),
                Path.of("target"),
                Duration.ofSeconds(5),
                results,
                checks,
                List.of(),
                List.of());
    }

    @Test
    void valid_only_if_every_verdict_is() {
        assertThat(outcome(List.of(GOOD), List.of(GOOD)).status()).isEqualTo(Status.VALID);
        assertThat(outcome(List.of(GOOD), List.of(UNKNOWN)).status()).isEqualTo(Status.UNKNOWN);
    }

    @Test
    void one_violation_outweighs_everything_that_is_unknown() {
        RunOutcome outcome = outcome(List.of(GOOD, BAD), List.of(UNKNOWN));
        assertThat(outcome.status()).isEqualTo(Status.VIOLATION);
        assertThat(outcome.violated()).containsExactly("w/bank");
    }

    @Test
    void of_two_workloads_of_one_name_neither_hides_what_the_other_broke() {
        Verdict worse = Verdict.of("bank", 10, "10 reads", List.of(new Violation("negative balance", List.of())));
        Verdict fine = Verdict.of("bank", 10, "10 reads", List.of());
        assertThat(twice(BAD, fine).violated()).containsExactly("w/bank");
        assertThat(twice(BAD, fine).verdictOf("w/bank")).contains(BAD);
        assertThat(twice(fine, BAD).violated()).containsExactly("w/bank");
        assertThat(twice(fine, BAD).verdictOf("w/bank")).contains(BAD);
        assertThat(twice(BAD, worse).violated()).containsExactly("w/bank", "w/bank");
    }

    @Test
    void what_is_undecided_is_named_and_is_no_violation() {
        RunOutcome outcome = outcome(List.of(GOOD), List.of(UNKNOWN));
        assertThat(outcome.undecided()).containsExactly("run/enough");
        assertThat(outcome.violated()).isEmpty();
    }

    private static RunOutcome twice(Verdict first, Verdict second) {
        RunOutcome one = outcome(List.of(first), List.of());
        return new RunOutcome(
                one.plan(),
                one.directory(),
                one.took(),
                List.of(one.workloads().get(0), new WorkloadResult("w", List.of(), List.of(second))),
                List.of(),
                List.of(),
                List.of());
    }

    @Test
    void a_run_without_any_verdict_is_not_valid() {
        assertThat(outcome(List.of(), List.of()).status()).isEqualTo(Status.UNKNOWN);
    }

    @Test
    void exit_codes_tell_the_three_apart() {
        assertThat(List.of(Status.values())).extracting(Status::exitCode).containsExactly(0, 1, 3);
        assertThat(Status.VIOLATION.weight()).isGreaterThan(Status.UNKNOWN.weight());
    }

    @Test
    void violated_checks_of_the_run_are_named_too() {
        RunOutcome outcome = outcome(List.of(GOOD), List.of(BAD));
        assertThat(outcome.violated()).containsExactly("run/bank");
        assertThat(outcome.verdictOf("run/bank")).contains(BAD);
        assertThat(outcome.verdictOf("w/bank")).isEmpty();
    }
}
