package io.ratiskv.server.space;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SpaceJudgeTest {
    private final SpaceJudge judge = new SpaceJudge(Reports.LIMITS, 0);

    @Test
    void a_quota_presses_before_it_refuses_and_never_makes_a_disk_critical() {
        assertThat(used(699).quotaLevel()).isEqualTo(SpaceLevel.ROOMY);
        assertThat(used(700).quotaLevel()).isEqualTo(SpaceLevel.PRESSED);
        assertThat(used(800).quotaLevel()).isEqualTo(SpaceLevel.FULL);
        assertThat(used(8_000).quotaLevel()).isEqualTo(SpaceLevel.FULL);
        assertThat(used(8_000).diskLevel()).isEqualTo(SpaceLevel.ROOMY);
    }

    @Test
    void a_disk_presses_then_refuses_then_is_critical() {
        assertThat(free(240).diskLevel()).isEqualTo(SpaceLevel.ROOMY);
        assertThat(free(239).diskLevel()).isEqualTo(SpaceLevel.PRESSED);
        assertThat(free(159).diskLevel()).isEqualTo(SpaceLevel.FULL);
        assertThat(free(63).diskLevel()).isEqualTo(SpaceLevel.CRITICAL);
    }

    @Test
    void a_level_is_taken_at_once_and_left_with_a_little_more_room_than_it_asks_for() {
        assertThat(free(159).level()).isEqualTo(SpaceLevel.FULL);
        assertThat(free(160).level()).as("writers at the brim").isEqualTo(SpaceLevel.FULL);
        assertThat(free(169).level()).isEqualTo(SpaceLevel.FULL);
        assertThat(free(170).level()).isEqualTo(SpaceLevel.PRESSED);
        assertThat(used(800).level()).isEqualTo(SpaceLevel.FULL);
        assertThat(used(760).level()).isEqualTo(SpaceLevel.FULL);
        assertThat(used(749).level()).isEqualTo(SpaceLevel.PRESSED);
    }

    @Test
    void much_room_at_once_ends_every_level() {
        assertThat(free(1).level()).isEqualTo(SpaceLevel.CRITICAL);
        assertThat(free(9_000).level()).isEqualTo(SpaceLevel.ROOMY);
    }

    @Test
    void without_bounds_nothing_is_ever_short() {
        SpaceJudge boundless = new SpaceJudge(new SpaceLimits(0, 0, 1 << 20), 0);
        assertThat(boundless.judge(new SpaceFigures(1L << 40, 0, 0, 0, 1)).level())
                .isEqualTo(SpaceLevel.ROOMY);
    }

    @Test
    void a_critical_bound_above_half_of_the_least_free_space_counts_as_that_half() {
        assertThat(new SpaceLimits(0, 100, 512).criticalFreeBytes()).isEqualTo(50);
    }

    @Test
    void deletes_may_move_what_is_free_beyond_the_reserve_and_beyond_what_is_not_yet_on_disk() {
        assertThat(free(1_000).movableBytes()).isEqualTo(SpaceReport.ANY);
        assertThat(Reports.of(0, 30, 150).movableBytes()).isEqualTo(150 - 30 - 32);
        assertThat(Reports.of(0, 300, 150).movableBytes()).isZero();
    }

    @Test
    void deletes_leave_room_for_one_compaction_except_for_a_step_at_a_time_and_never_take_the_reserve() {
        assertThat(compacting(0, 150).movableBytes()).isEqualTo(150 - 32 - 70);
        assertThat(compacting(50, 150).movableBytes())
                .as("most of it is under way")
                .isEqualTo(150 - 32 - 20);
        assertThat(compacting(90, 150).movableBytes()).as("more is under way").isEqualTo(150 - 32);
        assertThat(compacting(0, 80).movableBytes()).isEqualTo(SpaceReport.ONE_STEP);
        assertThat(compacting(0, 32).movableBytes()).isEqualTo(SpaceReport.NOTHING);
    }

    @Test
    void deletes_are_paced_before_the_disk_is_full() {
        assertThat(free(240).movableBytes()).isEqualTo(SpaceReport.ANY);
        assertThat(free(239).movableBytes()).isEqualTo(239 - 32);
    }

    @Test
    void compactions_leave_more_while_the_data_may_grow() {
        assertThat(free(170).leftByCompactionsBytes()).isEqualTo(64);
        assertThat(free(150).leftByCompactionsBytes()).isEqualTo(32);
    }

    @Test
    void the_least_free_space_is_enough_if_reserve_write_buffer_and_one_compaction_fit_in() {
        assertThat(Reports.LIMITS.enoughFreeBytes(10, 70)).isEqualTo(32 + 10 + 70);
    }

    private static SpaceReport compacting(long bytes, long freeBytes) {
        return new SpaceJudge(Reports.LIMITS, 70).judge(new SpaceFigures(0, 0, bytes, freeBytes, 10_000));
    }

    private SpaceReport used(long bytes) {
        return judge.judge(new SpaceFigures(bytes, 0, 0, 10_000, 10_000));
    }

    private SpaceReport free(long bytes) {
        return judge.judge(new SpaceFigures(0, 0, 0, bytes, 10_000));
    }
}
