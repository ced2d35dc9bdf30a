package io.ratiskv.server.propose;

import static io.ratiskv.server.fakes.Outcomes.put;
import static org.assertj.core.api.Assertions.assertThat;

import io.ratiskv.protocol.ErrorCode;
import io.ratiskv.server.fakes.FakeLog;
import io.ratiskv.server.fakes.TaskQueue;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a write hears when it is not simply done: each hears exactly once, and what is true. */
class WriteOutcomesTest extends BatchedWrites {
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
}
