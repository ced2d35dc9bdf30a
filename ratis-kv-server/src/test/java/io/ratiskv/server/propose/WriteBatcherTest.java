package io.ratiskv.server.propose;

import static io.ratiskv.server.fakes.Outcomes.put;
import static org.assertj.core.api.Assertions.assertThat;

import io.ratiskv.protocol.ErrorCode;
import io.ratiskv.server.command.LogFormat;
import io.ratiskv.server.fakes.FakeLog;
import io.ratiskv.server.fakes.ManualClock;
import io.ratiskv.server.fakes.Outcomes;
import io.ratiskv.server.fakes.TaskQueue;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class WriteBatcherTest {
    private static final Duration BESIDE_AFTER = Duration.ofMillis(20);
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final FakeLog log = new FakeLog();
    private final ManualClock clock = new ManualClock();
    private final TaskQueue propose = new TaskQueue();
    private final Outcomes outcomes = new Outcomes();
    private long appliedLogTime = 1_000;
    private WriteBatcher batcher = batcher(limits(4_096, 64 << 20, true));

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
    void a_write_whose_deadline_passed_before_it_was_proposed_was_not_done() {
        submit("a");
        clock.advance(PATIENCE);
        propose.runAll();

        assertThat(outcomes.heard("a")).containsExactly("DEADLINE_EXCEEDED");
        assertThat(log.proposals()).isEmpty();
        assertThat(batcher.pendingCommands()).isZero();
    }

    @Test
    void a_write_that_waits_for_the_window_hears_at_its_deadline() {
        fillWindow();
        submit("late");
        propose.runAll();
        clock.advance(PATIENCE);
        batcher.tick();

        assertThat(outcomes.heard("late")).containsExactly("DEADLINE_EXCEEDED");
    }

    @Test
    void a_write_whose_deadline_passed_after_it_was_proposed_is_unknown_and_the_late_answer_is_dropped() {
        submit("a");
        propose.runAll();
        clock.advance(PATIENCE);
        batcher.tick();
        assertThat(outcomes.heard("a")).containsExactly("OUTCOME_UNKNOWN");

        log.proposal(0).commit();
        batcher.tick();
        assertThat(outcomes.heard("a")).containsExactly("OUTCOME_UNKNOWN");
        assertThat(batcher.pendingCommands()).isZero();
    }

    @Test
    void deadlines_pass_even_while_a_proposal_blocks_the_propose_thread() {
        submit("a"); // and the propose executor does not get to run
        clock.advance(PATIENCE);
        batcher.tick();

        assertThat(outcomes.heard("a")).containsExactly("DEADLINE_EXCEEDED");
    }

    @Test
    void on_a_follower_writes_are_refused_with_the_leader() {
        log.become(FakeLog.follower(3));
        submit("a");
        propose.runAll();

        assertThat(outcomes.heard("a")).containsExactly("NOT_LEADER");
        assertThat(outcomes.refusal("a").leaderId()).isEqualTo("n2");
        assertThat(outcomes.refusal("a").leaderClientAddress()).isEqualTo("host2:7100");
    }

    @Test
    void without_a_leader_writes_are_refused_with_a_time_to_come_back() {
        log.become(FakeLog.leaderless(3));
        submit("a");
        propose.runAll();

        assertThat(outcomes.heard("a")).containsExactly("NO_LEADER");
        assertThat(outcomes.refusal("a").retryAfterMs()).isPositive();
    }

    @Test
    void a_leader_that_is_not_ready_lets_writes_wait() {
        log.become(new LogStatus(LogStatus.Role.LEADER, 2, false, "n1", "host1:7100", 0, 0));
        submit("a");
        propose.runAll();
        assertThat(outcomes.heard("a")).isEmpty();

        log.become(FakeLog.leader(2));
        batcher.tick();
        propose.runAll();
        assertThat(log.batchSizes()).containsExactly(1);
    }

    @Test
    void a_batch_that_was_not_appended_was_not_done() {
        submit("a", "b");
        propose.runAll();
        log.become(FakeLog.follower(2));
        log.proposal(0).fail(new NotAppendedException(NotAppendedException.Reason.NOT_LEADER, "stepped down"));

        assertThat(outcomes.heard("a")).containsExactly("NOT_LEADER");
        assertThat(outcomes.heard("b")).containsExactly("NOT_LEADER");
    }

    @Test
    void any_failure_that_is_not_known_to_be_not_appended_is_unknown() {
        submit("a");
        propose.runAll();
        log.proposal(0).fail(new OutcomeUnknownException("leadership was lost"));
        submit("b");
        propose.runAll();
        log.proposal(1).fail(new IllegalStateException("something else"));

        assertThat(outcomes.heard("a")).containsExactly("OUTCOME_UNKNOWN");
        assertThat(outcomes.heard("b")).containsExactly("OUTCOME_UNKNOWN");
    }

    @Test
    void answers_that_do_not_match_their_batch_are_unknown_not_mixed_up() {
        submit("a", "b");
        propose.runAll();
        log.proposal(0).outcome().complete(List.of(new byte[0]));

        assertThat(outcomes.heard("a")).containsExactly("OUTCOME_UNKNOWN");
        assertThat(outcomes.heard("b")).containsExactly("OUTCOME_UNKNOWN");
    }

    @Test
    void a_listener_that_fails_does_not_keep_the_others_from_hearing() {
        batcher.submit(put("a"), clock.in(PATIENCE), new WriteReply() {
            @Override
            public void answered(byte[] response) {
                throw new IllegalStateException("broken on purpose");
            }

            @Override
            public void refused(Refusal refusal) {}
        });
        submit("b");
        propose.runAll();
        log.proposal(0).commit();

        assertThat(outcomes.heard("b")).containsExactly("answered b");
    }

    @Test
    void closing_refuses_what_waits_and_what_comes_and_lets_the_rest_settle() {
        fillWindow();
        submit("waits");
        batcher.close();
        submit("comes");
        log.proposals().forEach(FakeLog.Proposal::commit);
        propose.runAll();

        assertThat(outcomes.heard("waits")).containsExactly("SHUTTING_DOWN");
        assertThat(outcomes.heard("comes")).containsExactly("SHUTTING_DOWN");
        assertThat(outcomes.heard("f0")).containsExactly("answered f0");
        assertThat(log.batchSizes()).hasSize(4);
    }

    @Test
    void a_closed_executor_means_shutting_down() {
        batcher = new WriteBatcher(log, new LogClock(() -> 0, clock), BatchLimits.defaults(), new TaskQueue(0), clock);
        submit("a");

        assertThat(outcomes.heard("a")).containsExactly("SHUTTING_DOWN");
        assertThat(outcomes.refusal("a").code()).isEqualTo(ErrorCode.SHUTTING_DOWN);
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

    private void tickAfter(Duration time) {
        clock.advance(time);
        batcher.tick();
        propose.runAll();
    }

    private void submitOneByOne(String... keys) {
        for (String key : keys) {
            submit(key);
            propose.runAll();
        }
    }

    private void fillWindow() {
        for (int i = 0; i < 4; i++) {
            submit("f" + i);
            propose.runAll();
        }
    }

    private void submit(String... keys) {
        for (String key : keys) {
            batcher.submit(put(key), clock.in(PATIENCE), outcomes.of(key));
        }
    }

    private WriteBatcher batcher(BatchLimits limits) {
        return new WriteBatcher(log, new LogClock(() -> appliedLogTime, clock), limits, propose, clock);
    }

    private static BatchLimits limits(int commands, long pendingBytes, boolean nudge) {
        return limits(commands, 1, pendingBytes, nudge);
    }

    private static BatchLimits limits(int commands, int besideCommands, long pendingBytes, boolean nudge) {
        return new BatchLimits(
                1 << 20,
                commands,
                4,
                besideCommands,
                256 << 10,
                BESIDE_AFTER,
                Duration.ZERO,
                3 << 20,
                pendingBytes,
                100_000,
                Duration.ofMillis(50),
                nudge,
                Duration.ofMillis(15));
    }
}
