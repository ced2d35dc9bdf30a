package io.ratiskv.jepsen.nemesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PlanTest {
    private static final List<String> KINDS = List.of("kill", "pause", "cut", "drift");

    @Test
    void the_same_seed_gives_the_same_choices_in_whatever_order_kinds_are_named() {
        assertThat(steps(7, KINDS, 50)).isEqualTo(steps(7, List.of("drift", "cut", "pause", "kill"), 50));
    }

    @Test
    void another_seed_gives_others() {
        assertThat(steps(7, KINDS, 50)).isNotEqualTo(steps(8, KINDS, 50));
    }

    @Test
    void every_kind_comes_once_before_any_comes_again() {
        List<Plan.Step> steps = steps(3, KINDS, 40);
        for (int round = 0; round < 10; round++) {
            Set<String> seen = new HashSet<>();
            steps.subList(round * 4, round * 4 + 4).forEach(step -> seen.add(step.nemesis()));
            assertThat(seen).containsExactlyInAnyOrderElementsOf(KINDS);
        }
        for (int i = 1; i < steps.size(); i++) {
            assertThat(steps.get(i).nemesis()).isNotEqualTo(steps.get(i - 1).nemesis());
        }
    }

    @Test
    void begins_and_durations_keep_to_the_pace() {
        Duration at = Duration.ZERO;
        for (Plan.Step step : steps(1, KINDS, 100)) {
            Duration gap = step.at().minus(at);
            assertThat(gap)
                    .isBetween(
                            Pace.BRISK.interval().dividedBy(2),
                            Pace.BRISK.interval().multipliedBy(3).dividedBy(2));
            assertThat(step.lasts()).isBetween(Pace.BRISK.lastsMin(), Pace.BRISK.lastsMax());
            at = step.at();
        }
    }

    @Test
    void a_plan_without_kinds_is_refused() {
        assertThatThrownBy(() -> new Plan(1, List.of(), Pace.BRISK)).isInstanceOf(IllegalArgumentException.class);
    }

    private static List<Plan.Step> steps(long seed, List<String> kinds, int count) {
        Plan plan = new Plan(seed, kinds, Pace.BRISK);
        return Stream.generate(plan::next).limit(count).toList();
    }
}
