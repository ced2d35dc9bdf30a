package io.ratiskv.server.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratiskv.protocol.Consistency;
import io.ratiskv.protocol.ErrorCode;
import io.ratiskv.protocol.RangeResponse;
import io.ratiskv.protocol.ResolveRequest;
import io.ratiskv.protocol.ResolveResponse;
import io.ratiskv.server.propose.NotAppendedException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How fresh an answer is, and what a read waits for until it is fresh enough. */
class ReadFreshnessTest extends ServedReads {
    @Test
    void a_linearizable_read_waits_for_its_index_to_be_applied() {
        Answer<RangeResponse> answer = range(request(Consistency.LINEARIZABLE));
        assertThat(rounds).hasSize(1);
        rounds.get(0).complete(7L);
        pool.runAll();
        assertThat(answer.parts).isEmpty();

        reads.applied(7, 3);
        pool.runAll();
        assertThat(answer.last().getKvsCount()).isEqualTo(1);
        assertThat(answer.last().getAgeMs()).isZero();
    }

    @Test
    void a_local_read_asks_nobody() {
        Answer<RangeResponse> answer = range(request(Consistency.LOCAL));
        pool.runAll();

        assertThat(rounds).isEmpty();
        assertThat(answer.last().getAgeMs()).as("never proved up to date").isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void a_read_that_no_majority_confirms_is_refused() {
        Answer<RangeResponse> answer = range(request(Consistency.LINEARIZABLE));
        rounds.get(0)
                .completeExceptionally(new NotAppendedException(
                        NotAppendedException.Reason.UNAVAILABLE, "no majority of the members answered in time"));

        assertThat(answer.refusal().code()).isEqualTo(ErrorCode.UNAVAILABLE);
        assertThat(answer.refusal().message()).contains("no majority");
        assertThat(answer.refusal().retryAfterMs()).isPositive();
    }

    @Test
    void a_read_whose_index_is_not_applied_in_time_is_refused() {
        Answer<RangeResponse> answer = range(request(Consistency.LINEARIZABLE));
        rounds.get(0).complete(7L);
        clock.advance(Duration.ofSeconds(2));
        reads.tick();

        assertThat(answer.refusal().code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
    }

    @Test
    void a_bounded_read_uses_an_earlier_proof_while_it_is_young_enough() {
        prove();
        clock.advance(Duration.ofMillis(80));
        Answer<RangeResponse> answer = range(bounded(100));
        pool.runAll();

        assertThat(rounds).as("no round of its own").hasSize(1);
        assertThat(answer.last().getAgeMs()).isEqualTo(80);
    }

    @Test
    void a_bounded_read_asks_for_a_new_proof_when_the_old_one_is_too_old() {
        prove();
        clock.advance(Duration.ofMillis(150));
        Answer<RangeResponse> answer = range(bounded(100));
        rounds.get(1).complete(7L);
        pool.runAll();

        assertThat(answer.last().getAgeMs()).isZero();
    }

    @Test
    void the_age_counts_from_before_the_question_not_from_its_answer() {
        Answer<RangeResponse> first = range(request(Consistency.LINEARIZABLE));
        clock.advance(Duration.ofMillis(90));
        reads.applied(7, 1);
        rounds.get(0).complete(7L);
        pool.runAll();
        assertThat(first.parts).hasSize(1);

        Answer<RangeResponse> bounded = range(bounded(100));
        pool.runAll();
        assertThat(bounded.last().getAgeMs()).isEqualTo(90);
    }

    @Test
    void a_bounded_read_that_cannot_be_proved_fresh_is_refused_with_the_age() {
        prove();
        clock.advance(Duration.ofMillis(500));
        Answer<RangeResponse> answer = range(bounded(100));
        rounds.get(1)
                .completeExceptionally(
                        new NotAppendedException(NotAppendedException.Reason.NOT_LEADER, "no leader is known"));

        assertThat(answer.refusal().code()).isEqualTo(ErrorCode.STALE_READ);
        assertThat(answer.refusal().actual()).isEqualTo(500);
        assertThat(answer.refusal().limit()).isEqualTo(100);
    }

    @Test
    void a_bounded_read_that_waited_too_long_for_a_thread_is_refused() {
        prove();
        Answer<RangeResponse> answer = range(bounded(100));
        clock.advance(Duration.ofMillis(300));
        pool.runAll();

        assertThat(answer.refusal().code()).isEqualTo(ErrorCode.STALE_READ);
    }

    @Test
    void a_read_with_a_minimum_revision_waits_for_it() {
        Answer<RangeResponse> answer =
                range(request(Consistency.LOCAL).toBuilder().setMinRevision(5).build());
        pool.runAll();
        assertThat(answer.parts).isEmpty();
        reads.applied(9, 5);
        pool.runAll();

        assertThat(answer.parts).hasSize(1);
    }

    @Test
    void a_minimum_revision_that_does_not_come_in_time_is_refused() {
        Answer<RangeResponse> answer =
                range(request(Consistency.LOCAL).toBuilder().setMinRevision(5).build());
        clock.advance(Duration.ofSeconds(2));
        reads.tick();

        assertThat(answer.refusal().code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
    }

    @Test
    void a_revision_that_is_applied_here_needs_no_round() {
        state.become(5, 1, 1);
        reads.applied(9, 5);
        Answer<RangeResponse> answer = range(
                request(Consistency.LINEARIZABLE).toBuilder().setRevision(4).build());
        pool.runAll();

        assertThat(rounds).isEmpty();
        assertThat(answer.last().getRevision()).isEqualTo(4);
    }

    @Test
    void a_future_revision_is_refused_only_after_a_round() {
        state.become(5, 1, 1);
        reads.applied(9, 5);
        Answer<RangeResponse> answer = range(
                request(Consistency.LINEARIZABLE).toBuilder().setRevision(6).build());
        assertThat(answer.refused).isNull();
        rounds.get(0).complete(9L);
        pool.runAll();

        assertThat(answer.refusal().code()).isEqualTo(ErrorCode.FUTURE_REVISION);
        assertThat(answer.refusal().revision()).isEqualTo(5);
    }

    @Test
    void a_write_is_resolved_linearizably() {
        Answer<ResolveResponse> answer = new Answer<>(10);
        reads.resolve(ResolveRequest.newBuilder().setSessionId(4).setSequence(9).build(), deadline(), answer);
        pool.runAll();
        assertThat(answer.parts).isEmpty();
        rounds.get(0).complete(0L);
        pool.runAll();

        assertThat(answer.last().getAnswer().toStringUtf8()).isEqualTo("4/9");
    }
}
