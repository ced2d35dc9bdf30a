package io.ratiskv.jepsen.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratiskv.jepsen.checker.Verdict;
import io.ratiskv.jepsen.cluster.Poll;
import io.ratiskv.jepsen.history.Completion;
import io.ratiskv.jepsen.history.FakeCall;
import io.ratiskv.jepsen.history.Recorded;
import io.ratiskv.jepsen.workload.WorkloadResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChecksTest {
    @TempDir
    Path directory;

    private static WorkloadResult result(int reads, int writes) {
        List<Recorded> calls = new ArrayList<>();
        for (int i = 0; i < reads; i++) {
            calls.add(FakeCall.in(i, "read", Completion.OK));
        }
        for (int i = 0; i < writes; i++) {
            calls.add(FakeCall.in(i, "write", Completion.OK));
        }
        calls.add(FakeCall.in(0, "write", Completion.INFO));
        return new WorkloadResult("w", calls, List.of(Verdict.of("fake", 1, "", List.of())));
    }

    @Test
    void a_run_in_which_a_function_hardly_ever_succeeded_is_unknown() {
        Duration twoMinutes = Duration.ofMinutes(2);
        assertThat(Enough.verdict(List.of(result(50, 50)), twoMinutes, twoMinutes)
                        .valid())
                .isTrue();
        Verdict few = Enough.verdict(List.of(result(50, 49)), twoMinutes, twoMinutes);
        assertThat(few.result()).isEqualTo(Verdict.Result.UNKNOWN);
        assertThat(few.summary()).contains("w/write 49");
    }

    @Test
    void short_runs_need_less() {
        assertThat(Enough.least(Duration.ofSeconds(1))).isEqualTo(3);
        assertThat(Enough.least(Duration.ofSeconds(60))).isEqualTo(25);
        assertThat(Enough.least(Duration.ofHours(1))).isEqualTo(Enough.OK_MIN);
    }

    @Test
    void a_run_that_has_too_little_to_show_gets_as_much_time_again_and_no_more() {
        RunPlan plan = RunPlan.of("x", 1, List.of("set")).lasting(Duration.ofMinutes(2));
        Duration over = Duration.ofMinutes(2);
        assertThat(Enough.goesOn(plan, Duration.ofSeconds(119), least -> true)).isTrue();
        assertThat(Enough.goesOn(plan, over, least -> least <= 50)).isFalse();
        assertThat(Enough.goesOn(plan, over, least -> least < 50)).isTrue();
        assertThat(Enough.goesOn(plan, Duration.ofMinutes(4), least -> false)).isFalse();
    }

    @Test
    void what_is_sabotaged_has_to_show_in_the_time_that_was_planned() {
        RunPlan plan = RunPlan.of("x", 1, List.of("set")).lasting(Duration.ofMinutes(2));
        assertThat(Enough.goesOn(plan.sabotage("no-sessions"), Duration.ofMinutes(2), least -> false))
                .isFalse();
    }

    @Test
    void a_workload_without_calls_is_unknown() {
        WorkloadResult nothing = new WorkloadResult("idle", List.of(), List.of(Verdict.of("fake", 0, "", List.of())));
        assertThat(Enough.verdict(List.of(nothing), Duration.ofSeconds(1), Duration.ofSeconds(2))
                        .summary())
                .contains("idle did nothing");
    }

    @Test
    void an_error_in_a_log_is_a_violation_and_our_own_notes_are_none() throws IOException {
        Path good = Files.writeString(
                directory.resolve("good.log"), "--- start -Dx=ERROR\n12:00 INFO ready\n12:01 WARN slow\n");
        Path bad = Files.writeString(directory.resolve("bad.log"), "12:00 ERROR a thread has died\n");
        assertThat(LogCheck.verdict(Map.of("n1", good), Set.of()).valid()).isTrue();
        Verdict verdict = LogCheck.verdict(Map.of("n1", good, "n2", bad), Set.of("bit-flip"));
        assertThat(verdict.violations()).hasSize(1);
        assertThat(verdict.violations().get(0).reason()).contains("n2", "a thread has died");
    }

    @Test
    void a_member_may_refuse_a_damaged_disk_if_its_disk_was_damaged() throws IOException {
        Path log = Files.writeString(
                directory.resolve("refused.log"), "12:00 ERROR main i.r.server.KvServerMain n1 cannot be recovered\n");
        assertThat(LogCheck.verdict(Map.of("n1", log), Set.of("bit-flip")).valid())
                .isTrue();
        assertThat(LogCheck.verdict(Map.of("n1", log), Set.of("kill-one")).valid())
                .isFalse();
    }

    @Test
    void members_that_are_not_found_at_one_index_in_time_have_not_been_seen_to_differ() {
        Verdict late = Checks.compare(
                "same-state", () -> Poll.until("the same state on all members", Duration.ZERO, Optional::empty));
        assertThat(late.result()).isEqualTo(Verdict.Result.UNKNOWN);
        assertThat(late.summary()).isEqualTo("waited 0 s in vain for the same state on all members");

        Verdict differ = Checks.compare("same-state", () -> {
            throw new IllegalStateException("members differ at one index");
        });
        assertThat(differ.result()).isEqualTo(Verdict.Result.INVALID);
        assertThat(Checks.compare("same-state", () -> "all members agree").valid())
                .isTrue();
    }

    @Test
    void a_member_that_does_not_serve_in_time_breaks_a_promise() {
        Verdict late = Checks.ask("liveness", () -> Poll.until("n1 to serve", Duration.ZERO, Optional::empty));
        assertThat(late.result()).isEqualTo(Verdict.Result.INVALID);
    }

    @Test
    void a_question_that_fails_is_a_violation_with_its_reason() {
        Verdict verdict = Checks.ask("liveness", () -> {
            throw new IllegalStateException("waited in vain\nfor n1");
        });
        assertThat(verdict.result()).isEqualTo(Verdict.Result.INVALID);
        assertThat(verdict.summary()).isEqualTo("waited in vain");
        assertThat(verdict.violations().get(0).reason()).contains("for n1");
    }
}
