package io.ratiskv.server.propose;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GatheringTest extends BatchedWrites {
    private static final Duration ENTRY = Duration.ofMillis(8);
    private static final Duration PART = ENTRY.dividedBy(Gathering.PART_OF_ENTRY);

    @BeforeEach
    void gatherAsTheProductDoes() {
        batcher = batcher(BatchLimits.defaults());
    }

    @Test
    void callers_who_were_answered_together_go_together_again() {
        answered("a", "b", "c");

        submitOneByOne("a", "b");
        assertThat(log.batchSizes()).containsExactly(3);
        submitOneByOne("c");
        assertThat(log.batchSizes()).containsExactly(3, 3);
    }

    @Test
    void two_halves_become_one_whole() {
        submit("a", "b");
        propose.runAll();
        submit("c", "d");
        clock.advance(ENTRY);
        log.proposal(0).commit();
        propose.runAll();
        assertThat(log.batchSizes()).as("a and b will soon be here").containsExactly(2);

        submitOneByOne("a", "b");
        assertThat(log.batchSizes()).containsExactly(2, 4);
    }

    @Test
    void who_came_back_is_not_kept_for_longer_than_a_part_of_the_last_entry() {
        answered("a", "b", "c");
        submitOneByOne("a");
        assertThat(propose.delays()).containsExactly(PART);

        clock.advance(PART.minusNanos(1));
        propose.delaysPass();
        propose.runAll();
        assertThat(log.batchSizes()).as("not yet").containsExactly(3);

        clock.advance(Duration.ofNanos(1));
        batcher.wakeUp();
        propose.runAll();
        assertThat(log.batchSizes()).containsExactly(3, 1);
    }

    @Test
    void who_comes_after_that_waits_for_nobody() {
        answered("a", "b", "c");
        clock.advance(PART);
        submitOneByOne("a");
        assertThat(log.batchSizes()).containsExactly(3, 1);
    }

    @Test
    void a_lone_writer_never_waits() {
        answered("a");
        submitOneByOne("a");
        assertThat(log.batchSizes()).containsExactly(1, 1);
        assertThat(propose.delays()).isEmpty();
    }

    @Test
    void after_an_entry_that_failed_nobody_is_waited_for() {
        submit("a", "b", "c");
        propose.runAll();
        clock.advance(ENTRY);
        log.proposal(0).fail(new NotAppendedException(NotAppendedException.Reason.UNAVAILABLE, "not now"));
        submitOneByOne("a");
        assertThat(log.batchSizes()).containsExactly(3, 1);
    }

    @Test
    void a_slow_entry_does_not_make_for_more_than_the_bound() {
        submit("a", "b");
        propose.runAll();
        clock.advance(Duration.ofSeconds(1));
        log.proposal(0).commit();
        assertThat(propose.delays()).containsExactly(BatchLimits.defaults().gatherMax());
    }

    private void answered(String... keys) {
        submit(keys);
        propose.runAll();
        clock.advance(ENTRY);
        log.proposal(0).commit();
    }
}
