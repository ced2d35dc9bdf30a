package io.ratiskv.server.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ratiskv.server.fakes.FakeLeadership;
import io.ratiskv.server.fakes.FakeLog;
import io.ratiskv.server.fakes.FakeProbe;
import io.ratiskv.server.fakes.ManualClock;
import io.ratiskv.server.fakes.RecordedAlarm;
import io.ratiskv.server.propose.LogStatus;
import io.ratiskv.server.propose.NotAppendedException;
import io.ratiskv.server.read.Leadership.Voters;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ReadBarrierTest {
    private final FakeLeadership group = new FakeLeadership(leader(5, 100), "n1", "n1", "n2", "n3");
    private final FakeProbe probe = new FakeProbe();
    private final ManualClock clock = new ManualClock();
    private final ReadBarrier barrier = new ReadBarrier(group, probe, Duration.ofSeconds(1), clock);

    @Test
    void a_majority_that_still_is_in_the_term_gives_the_commit_index() {
        CompletableFuture<Long> index = barrier.readIndex();
        assertThat(index).isNotDone();
        probe.answer("n3", 5);

        assertThat(index).isCompletedWithValue(100L);
    }

    @Test
    void the_index_is_the_one_from_before_the_question() {
        CompletableFuture<Long> index = barrier.readIndex();
        group.become(leader(5, 200));
        probe.answer("n2", 5);

        assertThat(index).isCompletedWithValue(100L);
    }

    @Test
    void a_later_term_anywhere_does_not_count() {
        CompletableFuture<Long> index = barrier.readIndex();
        probe.answer("n2", 6);
        assertThat(index).isNotDone();
        probe.answer("n3", 6);

        assertRefused(index, NotAppendedException.Reason.UNAVAILABLE);
    }

    @Test
    void a_round_that_can_no_longer_be_won_does_not_wait_for_the_slowest_member() {
        FakeLeadership five = new FakeLeadership(leader(5, 100), "n1", "n1", "n2", "n3", "n4", "n5");
        CompletableFuture<Long> index = new ReadBarrier(five, probe, Duration.ofSeconds(1), clock).readIndex();
        probe.answer("n2", 5);
        probe.answer("n3", 6);
        probe.answer("n4", 6);
        assertThat(index).isNotDone();
        probe.answer("n5", 6);
        assertRefused(index, NotAppendedException.Reason.UNAVAILABLE);

        CompletableFuture<Long> hopeless = new ReadBarrier(five, probe, Duration.ofSeconds(1), clock).readIndex();
        probe.answer("n2", 6);
        probe.answer("n3", 6);
        assertThat(hopeless).isNotDone();
        probe.answer("n4", 6);
        assertRefused(hopeless, NotAppendedException.Reason.UNAVAILABLE);
    }

    @Test
    void a_leader_cut_off_from_the_others_never_answers() {
        CompletableFuture<Long> index = barrier.readIndex();
        clock.advance(Duration.ofMillis(999));
        barrier.tick();
        assertThat(index).isNotDone();
        clock.advance(Duration.ofMillis(1));
        barrier.tick();

        assertRefused(index, NotAppendedException.Reason.UNAVAILABLE);
    }

    @Test
    void a_round_is_looked_at_again_when_it_has_taken_its_time() {
        RecordedAlarm alarm = new RecordedAlarm();
        Duration timeout = Duration.ofSeconds(1);
        assertThat(new ReadBarrier(group, probe, timeout, clock, ReadObserver.NONE, alarm).readIndex())
                .isNotDone();
        assertThat(alarm.moments()).containsExactly(clock.in(timeout));
    }

    @Test
    void leadership_lost_while_asking_is_noticed() {
        CompletableFuture<Long> index = barrier.readIndex();
        group.become(FakeLog.follower(6));
        probe.answer("n2", 5);

        assertRefused(index, NotAppendedException.Reason.NOT_LEADER);
    }

    @Test
    void leadership_lost_and_won_again_while_asking_is_noticed() {
        CompletableFuture<Long> index = barrier.readIndex();
        group.become(leader(7, 300));
        probe.answer("n2", 5);

        assertRefused(index, NotAppendedException.Reason.NOT_LEADER);
    }

    @Test
    void reads_that_come_during_a_round_form_the_next_one() {
        CompletableFuture<Long> first = barrier.readIndex();
        CompletableFuture<Long> second = barrier.readIndex();
        CompletableFuture<Long> third = barrier.readIndex();
        assertThat(probe.asked()).isEqualTo(2);

        group.become(leader(5, 150));
        probe.answer("n2", 5);
        assertThat(first).isCompletedWithValue(100L);
        assertThat(second).as("asked before it began").isNotDone();
        assertThat(probe.asked()).as("one round for both").isEqualTo(4);

        probe.fail("n3"); // a late answer to the first round
        probe.answer("n3", 5);
        assertThat(second).isCompletedWithValue(150L);
        assertThat(third).isCompletedWithValue(150L);
    }

    @Test
    void a_failed_round_does_not_stop_the_next() {
        CompletableFuture<Long> first = barrier.readIndex();
        CompletableFuture<Long> second = barrier.readIndex();
        probe.fail("n2");
        probe.fail("n3");
        assertRefused(first, NotAppendedException.Reason.UNAVAILABLE);

        probe.answer("n2", 5);
        assertThat(second).isCompletedWithValue(100L);
        assertThat(barrier.readIndex()).isNotDone();
    }

    @Test
    void a_leader_that_is_not_ready_does_not_serve() {
        group.become(new LogStatus(LogStatus.Role.LEADER, 5, false, "n1", "host-n1:7100", 100, 90));

        assertRefused(barrier.readIndex(), NotAppendedException.Reason.UNAVAILABLE);
        assertThat(probe.asked()).isZero();
    }

    @Test
    void a_single_voter_needs_nobody_but_must_be_ready() {
        FakeLeadership alone = new FakeLeadership(leader(5, 100), "n1", "n1");
        ReadBarrier lone = new ReadBarrier(alone, probe, Duration.ofSeconds(1), clock);
        assertThat(lone.readIndex()).isCompletedWithValue(100L);
        assertThat(lone.readIndex()).isCompletedWithValue(100L);

        alone.become(new LogStatus(LogStatus.Role.LEADER, 6, false, "n1", "host-n1:7100", 0, 0));
        assertRefused(lone.readIndex(), NotAppendedException.Reason.UNAVAILABLE);
    }

    @Test
    void while_the_members_change_both_configurations_must_agree() {
        group.become(new Voters("n1", FakeLeadership.peers("n1", "n4", "n5"), FakeLeadership.peers("n1", "n2", "n3")));
        CompletableFuture<Long> index = barrier.readIndex();
        probe.answer("n2", 5);
        probe.answer("n3", 5);
        assertThat(index).as("only the old majority").isNotDone();
        probe.answer("n4", 5);

        assertThat(index).isCompletedWithValue(100L);
    }

    @Test
    void a_follower_asks_the_leader() {
        group.become(FakeLog.follower(5));
        CompletableFuture<Long> index = barrier.readIndex();
        assertThat(probe.open()).containsExactly("n2");
        probe.answer("n2", 321);

        assertThat(index).isCompletedWithValue(321L);
    }

    @Test
    void a_follower_that_knows_no_leader_says_so() {
        group.become(FakeLog.leaderless(5));

        assertRefused(barrier.readIndex(), NotAppendedException.Reason.NOT_LEADER);
    }

    @Test
    void a_question_from_a_follower_is_never_passed_on() {
        group.become(FakeLog.follower(5));

        assertRefused(barrier.readIndexAsLeader(), NotAppendedException.Reason.NOT_LEADER);
        assertThat(probe.asked()).isZero();
    }

    @Test
    void a_question_from_a_follower_that_waited_for_its_round_is_not_passed_on_either() {
        barrier.readIndex();
        CompletableFuture<Long> asked = barrier.readIndexAsLeader();
        group.become(FakeLog.follower(6));
        probe.fail("n2");
        probe.fail("n3");

        assertRefused(asked, NotAppendedException.Reason.NOT_LEADER);
    }

    @Test
    void very_many_rounds_that_end_at_once_need_no_deep_stack() {
        FakeLeadership alone = new FakeLeadership(leader(5, 100), "n1", "n1");
        ReadBarrier lone = new ReadBarrier(alone, probe, Duration.ofSeconds(1), clock);
        CompletableFuture<Long> last = CompletableFuture.completedFuture(0L);
        for (int i = 0; i < 100_000; i++) {
            last = lone.readIndex();
        }

        assertThat(last).isCompletedWithValue(100L);
    }

    private static LogStatus leader(long term, long commitIndex) {
        return new LogStatus(LogStatus.Role.LEADER, term, true, "n1", "host-n1:7100", commitIndex, commitIndex);
    }

    private static void assertRefused(CompletableFuture<Long> index, NotAppendedException.Reason reason) {
        assertThatThrownBy(index::join)
                .hasCauseInstanceOf(NotAppendedException.class)
                .satisfies(e -> assertThat(((NotAppendedException) e.getCause()).reason())
                        .isEqualTo(reason));
    }
}
