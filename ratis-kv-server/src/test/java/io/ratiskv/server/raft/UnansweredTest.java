package io.ratiskv.server.raft;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratiskv.server.raft.Unanswered.Progress;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The leader's log ends at 139; it has committed 135. */
class UnansweredTest {
    private static final Progress STANDING = new Progress(135, 140, 135, 140, 135);

    private long nanos = 7;
    private final Unanswered unanswered = new Unanswered(() -> nanos);

    @Test
    void entries_that_were_sent_and_not_answered_are_sent_again_after_a_while_and_again() {
        assertThat(asked(STANDING, 1)).isFalse();
        assertThat(asked(STANDING, 1)).isFalse();
        assertThat(asked(STANDING, 1)).isTrue();
        assertThat(asked(STANDING, 1)).isFalse();
        assertThat(asked(STANDING, 1)).isFalse();
        assertThat(asked(STANDING, 1)).isTrue();
    }

    @Test
    void one_that_comes_nearer_is_left_alone() {
        for (int i = 0; i < 4; i++) {
            assertThat(asked(new Progress(135 + i, 140, 135, 140, 135), 2)).isFalse();
        }
    }

    @Test
    void one_that_is_still_to_be_sent_something_is_left_alone() {
        assertThat(standsFor(new Progress(135, 138, 135, 140, 135))).isFalse();
        assertThat(standsFor(new Progress(-1, 0, -1, 0, -1))).isFalse();
    }

    @Test
    void one_that_nobody_waits_for_is_left_alone() {
        assertThat(standsFor(new Progress(135, 140, 139, 140, 139))).isFalse();
        assertThat(standsFor(new Progress(139, 140, 135, 140, 139))).isFalse();
    }

    @Test
    void one_that_is_behind_what_the_others_have_committed_is_sent_the_last_entry() {
        assertThat(standsFor(new Progress(135, 140, 135, 140, 139))).isTrue();
        assertThat(standsFor(new Progress(-1, 140, 135, 140, 139))).isTrue();
    }

    private boolean standsFor(Progress progress) {
        asked(progress, 0);
        return asked(progress, 10);
    }

    private boolean asked(Progress progress, int secondsLater) {
        nanos += Duration.ofSeconds(secondsLater).toNanos();
        return unanswered.sendAgain(progress);
    }
}
