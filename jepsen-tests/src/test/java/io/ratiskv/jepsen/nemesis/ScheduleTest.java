package io.ratiskv.jepsen.nemesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ScheduleTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Pace QUICK = new Pace(Duration.ofMillis(4), Duration.ofMillis(3), Duration.ofMillis(12), 2);

    private final List<String> calls = FakeNemesis.calls();
    private final FakeNemesis kill = new FakeNemesis("kill", false, calls);
    private final FakeNemesis pause = new FakeNemesis("pause", false, calls);
    private final FakeNemesis cut = new FakeNemesis("cut", false, calls);
    private final FakeNemesis wipe = new FakeNemesis("wipe", true, calls);
    private final List<Nemesis> all = List.of(kill, pause, cut, wipe);
    private final Timeline timeline = new Timeline(System.nanoTime());
    private final AtomicInteger healed = new AtomicInteger();

    private Schedule start(List<Nemesis> chosen, long seed) {
        return Schedule.start(chosen, QUICK, seed, timeline, healed::incrementAndGet);
    }

    private void runUntil(int faults) {
        try (Schedule schedule = start(all, 5)) {
            await().atMost(PATIENCE).until(() -> timeline.spans().size() >= faults);
        }
    }

    @Test
    void the_same_seed_makes_the_same_choices_on_a_machine_of_any_speed() {
        runUntil(30);
        List<String> first = begins().subList(0, 25);
        calls.clear();
        Timeline slow = new Timeline(System.nanoTime());
        try (Schedule schedule = Schedule.start(all, QUICK, 5, slow, () -> {})) {
            await().atMost(PATIENCE).until(() -> slow.spans().size() >= 30);
        }
        assertThat(begins().subList(0, 25)).isEqualTo(first);
    }

    private List<String> begins() {
        return calls.stream().filter(call -> call.startsWith("begin")).toList();
    }

    @Test
    void whatever_has_begun_is_ended_and_everything_healed_at_the_end() {
        runUntil(20);
        assertThat(all).noneMatch(nemesis -> ((FakeNemesis) nemesis).begun());
        assertThat(healed).hasValue(1);
        assertThat(timeline.problems()).isEmpty();
        assertThat(calls.stream().filter(call -> call.startsWith("end"))).hasSameSizeAs(begins());
    }

    @Test
    void never_more_at_a_time_than_the_pace_says_and_who_wants_to_be_alone_is() {
        runUntil(60);
        int open = 0;
        boolean lonely = false;
        for (String call : calls) {
            boolean begins = call.startsWith("begin");
            open += begins ? 1 : -1;
            assertThat(open).as(call).isBetween(0, 2);
            if (call.contains("wipe")) {
                lonely = begins;
                assertThat(open).as(call).isEqualTo(begins ? 1 : 0);
            } else {
                assertThat(lonely).as(call).isFalse();
            }
        }
    }

    @Test
    void several_faults_are_at_work_at_once() {
        runUntil(60);
        int open = 0;
        int most = 0;
        for (String call : calls) {
            open += call.startsWith("begin") ? 1 : -1;
            most = Math.max(most, open);
        }
        assertThat(most).isEqualTo(2);
    }

    @Test
    void a_fault_that_cannot_be_ended_is_a_problem_and_the_others_are_ended_all_the_same() {
        cut.failsToEnd = true;
        runUntil(20);
        assertThat(timeline.problems()).isNotEmpty().allMatch(problem -> problem.contains("cut cannot end"));
        assertThat(kill.begun() || pause.begun() || wipe.begun()).isFalse();
        assertThat(healed).hasValue(1);
    }

    @Test
    void a_fault_that_cannot_begin_is_a_problem_and_is_ended() {
        kill.failsToBegin = true;
        runUntil(20);
        assertThat(timeline.problems()).isNotEmpty().allMatch(problem -> problem.contains("kill cannot begin"));
        assertThat(kill.begun()).isFalse();
    }

    @Test
    void a_kind_that_never_leaves_evidence_is_told() {
        pause.leavesEvidence = () -> false;
        runUntil(20);
        assertThat(timeline.unseen()).containsExactly("pause");
        assertThat(timeline.counts()).containsKeys("kill", "pause", "cut", "wipe");
        assertThat(timeline.spans()).allMatch(span -> span.endedNanos() >= span.beganNanos());
        assertThat(timeline.spans()).anyMatch(span -> span.what().matches("kill \\d+ \\[seen]"));
    }

    @Test
    void a_kind_that_met_nothing_is_tried_again_alone_at_the_end_and_before_the_healing() {
        AtomicInteger quiet = new AtomicInteger();
        pause.leavesEvidence = () -> {
            boolean alone = !kill.begun() && !cut.begun() && !wipe.begun();
            return quiet.get() > 0 && alone && healed.get() == 0;
        };
        try (Schedule schedule = start(all, 5)) {
            await().atMost(PATIENCE)
                    .until(() -> timeline.counts().containsKey("pause")
                            && timeline.spans().size() >= 20);
            quiet.incrementAndGet();
        }
        assertThat(timeline.unseen()).isEmpty();
        assertThat(healed).hasValue(1);
        assertThat(calls.get(calls.size() - 1)).isEqualTo("end pause");
    }

    @Test
    void a_kind_that_meets_nothing_at_all_is_tried_so_often_and_no_more() {
        FakeNemesis never = new FakeNemesis("never", false, calls);
        never.leavesEvidence = () -> false;
        try (Schedule schedule = start(List.of(never), 5)) {
            await().atMost(PATIENCE).until(() -> timeline.spans().size() >= 1);
        }
        assertThat(timeline.unseen()).containsExactly("never");
        assertThat(timeline.counts().get("never")).isGreaterThan(Schedule.TRIES_AT_THE_END);
    }

    @Test
    void a_fault_that_is_still_at_work_is_in_the_timeline_until_now() {
        Timeline.Entry entry = timeline.begin("kill", "n1");
        FaultSpan open = timeline.spans().get(0);
        assertThat(open.endedNanos()).isGreaterThanOrEqualTo(open.beganNanos());
        entry.end(Optional.empty());
        assertThat(timeline.unseen()).containsExactly("kill");
    }
}
