package io.ratiskv.server.raft;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LogTailTest {
    private final LogTail tail = new LogTail(100);

    @Test
    void so_many_entries_stay_behind_a_snapshot_however_far_somebody_lags() {
        assertThat(tail.droppable(1_000, 1_010)).isEqualTo(910);
        assertThat(tail.droppable(2_000, 2_500)).isEqualTo(2_000);
    }

    @Test
    void while_space_is_short_everything_that_a_snapshot_holds_goes() {
        tail.spaceIsShort(true);
        assertThat(tail.droppable(1_000, 1_010)).isEqualTo(1_000);
    }

    @Test
    void what_is_dropped_never_goes_back_whatever_is_asked() {
        tail.spaceIsShort(true);
        tail.droppable(1_000, 1_010);
        tail.spaceIsShort(false);
        assertThat(tail.droppable(1_020, 1_020)).isEqualTo(1_000);
        tail.beginsAt(5_000);
        assertThat(tail.droppable(5_010, 5_010)).isEqualTo(5_000);
    }

    @Test
    void a_young_log_loses_nothing() {
        assertThat(tail.droppable(50, 50)).isZero();
    }
}
