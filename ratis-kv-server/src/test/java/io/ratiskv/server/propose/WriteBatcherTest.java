package io.ratiskv.server.propose;

import static io.ratiskv.server.fakes.Outcomes.put;
import static org.assertj.core.api.Assertions.assertThat;

import io.ratiskv.server.command.LogFormat;
import io.ratiskv.server.fakes.FakeLog;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which writes go into which entry, and when. */
class WriteBatcherTest extends BatchedWrites {
    @Test
    void a_lone_write_is_proposed_without_waiting() {
        submit("a");
        propose.runAll();

        assertThat(log.batchSizes()).containsExactly(1);
        log.proposal(0).commit();
        assertThat(outcomes.heard("a")).containsExactly("answered a");
    }

    @Test
    void writes_that_wait_go_together_and_in_order() {
        submit("a", "b", "c");
        propose.runAll();

        assertThat(log.batchSizes()).containsExactly(3);
        log.proposal(0).commit();
        assertThat(outcomes.heard("c")).containsExactly("answered c");
        assertThat(log.proposal(0).batch().getCommands(1).getPut().getKey().toStringUtf8())
                .isEqualTo("b");
    }

    @Test
    void a_batch_closes_at_its_bytes_and_at_its_commands() {
        batcher = batcher(limits(3, 64 << 20, true));
        submit("a", "b", "c", "d");
        propose.runAll();
        assertThat(log.batchSizes()).containsExactly(3, 1);

        for (String key : List.of("e", "f", "g")) {
            batcher.submit(put(key, 600 * 1024), clock.in(PATIENCE), outcomes.of(key));
        }
        log.proposals().forEach(FakeLog.Proposal::commit);
        propose.runAll();
        assertThat(log.batchSizes()).containsExactly(3, 1, 1, 1, 1);
    }

    @Test
    void no_more_batches_than_the_window_are_in_flight_and_what_waits_gathers() {
        for (int i = 0; i < 6; i++) {
            submit("k" + i);
            propose.runAll();
        }
        assertThat(log.batchSizes()).containsExactly(1, 1, 1, 1);

        log.proposal(2).commit();
        propose.runAll();
        assertThat(log.batchSizes()).containsExactly(1, 1, 1, 1, 2);
    }

    @Test
    void beside_an_entry_in_flight_another_is_begun_only_for_many_writes() {
        batcher = batcher(limits(4_096, 3, 64 << 20, true));
        submitOneByOne("a", "b", "c");
        assertThat(log.batchSizes()).containsExactly(1);
        submitOneByOne("d");
        assertThat(log.batchSizes()).as("three are enough").containsExactly(1, 3);

        submitOneByOne("e", "f");
        log.proposal(0).commit();
        propose.runAll();
        assertThat(log.batchSizes()).as("one is still in flight").containsExactly(1, 3);
        log.proposal(1).commit();
        propose.runAll();
        assertThat(log.batchSizes()).containsExactly(1, 3, 2);
    }

    @Test
    void beside_an_entry_in_flight_another_is_begun_for_large_writes() {
        batcher = batcher(limits(4_096, 3, 64 << 20, true));
        submitOneByOne("a");
        batcher.submit(put("b", 300 << 10), clock.in(PATIENCE), outcomes.of("b"));
        propose.runAll();
        assertThat(log.batchSizes()).containsExactly(1, 1);
    }

    @Test
    void a_network_that_answers_late_is_filled_all_the_same() {
        batcher = batcher(limits(4_096, 3, 64 << 20, true));
        submitOneByOne("a", "b");
        tickAfter(BESIDE_AFTER.minusMillis(1));
        assertThat(log.batchSizes()).containsExactly(1);
        tickAfter(Duration.ofMillis(1));
        assertThat(log.batchSizes()).containsExactly(1, 1);
    }

    @Test
    void a_command_larger_than_an_entry_may_be_is_refused_and_never_proposed() {
        batcher.submit(put("a", 3 << 20), clock.in(PATIENCE), outcomes.of("a"));
        propose.runAll();

        assertThat(outcomes.heard("a")).containsExactly("TOO_LARGE");
        assertThat(outcomes.refusal("a").limit()).isEqualTo(3 << 20);
        assertThat(log.proposals()).isEmpty();
    }

    @Test
    void past_the_bound_writes_are_refused_with_a_time_to_come_back() {
        batcher = batcher(limits(4_096, 100_000, true));
        for (int i = 0; i < 10; i++) {
            batcher.submit(put("k" + i, 30_000), clock.in(PATIENCE), outcomes.of("k" + i));
        }

        assertThat(outcomes.heard("k2")).isEmpty();
        assertThat(outcomes.heard("k3")).containsExactly("OVERLOADED");
        assertThat(outcomes.refusal("k3").retryAfterMs()).isPositive();
        assertThat(batcher.pendingBytes()).isLessThanOrEqualTo(100_000);
        propose.runAll();
        log.proposal(0).commit();
        assertThat(batcher.pendingBytes()).isZero();
        submit("later");
        propose.runAll();
        assertThat(log.batchSizes()).hasSize(2);
    }

    @Test
    void what_is_in_flight_still_counts_against_the_bound() {
        batcher = batcher(limits(4_096, 100_000, true));
        batcher.submit(put("a", 90_000), clock.in(PATIENCE), outcomes.of("a"));
        propose.runAll();
        batcher.submit(put("b", 90_000), clock.in(PATIENCE), outcomes.of("b"));

        assertThat(outcomes.heard("b")).containsExactly("OVERLOADED");
    }

    @Test
    void an_idle_leader_nudges_its_followers_once() {
        submit("a");
        propose.runAll();
        log.proposal(0).commit();
        tickAfter(Duration.ofMillis(5));
        assertThat(log.batchSizes())
                .as("not before it has been idle for a while")
                .containsExactly(1);

        tickAfter(Duration.ofMillis(20));
        assertThat(log.batchSizes()).containsExactly(1, 0);
        log.proposal(1).commit();
        tickAfter(Duration.ofSeconds(10));
        assertThat(log.batchSizes()).as("a nudge is not nudged").containsExactly(1, 0);
    }

    @Test
    void a_busy_leader_does_not_nudge() {
        for (int i = 0; i < 5; i++) {
            submit("k" + i);
            propose.runAll();
            log.proposal(i).commit();
            tickAfter(Duration.ofMillis(10));
        }

        assertThat(log.batchSizes()).containsExactly(1, 1, 1, 1, 1);
    }

    @Test
    void nobody_is_nudged_when_told_not_to() {
        batcher = batcher(limits(4_096, 64 << 20, false));
        submit("a");
        propose.runAll();
        log.proposal(0).commit();
        tickAfter(Duration.ofSeconds(1));

        assertThat(log.batchSizes()).containsExactly(1);
    }

    @Test
    void batches_are_stamped_with_log_time() {
        batcher.tick();
        clock.advance(Duration.ofMillis(150));
        submit("a");
        propose.runAll();

        assertThat(log.proposal(0).batch().getLogTimeMs()).isEqualTo(1_150);
        assertThat(log.proposal(0).batch().getFormat()).isEqualTo(LogFormat.VERSION);
    }
}
