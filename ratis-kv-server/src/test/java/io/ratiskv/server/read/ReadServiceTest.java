package io.ratiskv.server.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratiskv.protocol.Consistency;
import io.ratiskv.protocol.ErrorCode;
import io.ratiskv.protocol.RangeRequest;
import io.ratiskv.protocol.RangeResponse;
import io.ratiskv.server.fakes.TaskQueue;
import io.ratiskv.server.propose.AlarmClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Where and how reads are answered: at once, on the pool, page by page, within the bounds. */
class ReadServiceTest extends ServedReads {
    @Test
    void what_is_in_memory_is_answered_where_the_round_was_confirmed() {
        state.keepInMemory();
        Answer<RangeResponse> confirmed = range(request(Consistency.LINEARIZABLE));
        assertThat(confirmed.parts).isEmpty();
        rounds.get(0).complete(0L);
        Answer<RangeResponse> local = range(request(Consistency.LOCAL));

        assertThat(confirmed.last().getKvsCount()).isEqualTo(1);
        assertThat(local.last().getAgeMs()).isZero();
        assertThat(state.openViews()).isZero();
    }

    @Test
    void the_thread_that_applies_answers_no_reads() throws InterruptedException {
        state.keepInMemory();
        Answer<RangeResponse> waiting = range(request(Consistency.LINEARIZABLE));
        rounds.get(0).complete(7L);
        Thread apply = new Thread(() -> reads.applied(7, 3));
        apply.start();
        apply.join();

        assertThat(waiting.parts).isEmpty();
        pool.runAll();
        assertThat(waiting.last().getKvsCount()).isEqualTo(1);
    }

    @Test
    void a_read_that_fails_at_once_is_told_so() {
        state.keepInMemory();
        state.become(1, 1, -1); // No value is so long.
        Answer<RangeResponse> failed = range(request(Consistency.LOCAL));

        assertThat(failed.refusal().code()).isEqualTo(ErrorCode.INTERNAL);
    }

    @Test
    void what_is_refused_is_refused_at_once_too() {
        state.keepInMemory();
        Answer<RangeResponse> future =
                range(request(Consistency.LOCAL).toBuilder().setRevision(9).build());

        assertThat(future.refusal().code()).isEqualTo(ErrorCode.FUTURE_REVISION);
    }

    @Test
    void a_read_does_not_wait_for_its_round_past_its_own_deadline() {
        Answer<RangeResponse> answer = range(request(Consistency.LINEARIZABLE));
        clock.advance(Duration.ofSeconds(2));
        reads.tick();
        assertThat(answer.refusal().code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);

        rounds.get(0).complete(0L);
        pool.runAll();
        assertThat(answer.parts).isEmpty();
    }

    @Test
    void pages_are_read_only_as_fast_as_they_are_taken() {
        state.become(5, 100, 1);
        Answer<RangeResponse> answer = new Answer<>(3);
        reads.range(request(Consistency.LOCAL), deadline(), answer);
        pool.runAll();
        assertThat(answer.parts).hasSize(3);
        assertThat(state.pagesRead()).isEqualTo(3);
        assertThat(state.openViews()).isEqualTo(1);

        answer.takeMore(1_000);
        pool.runAll();
        assertThat(answer.parts).hasSize(100);
        assertThat(answer.continued).containsExactlyElementsOf(continuedButTheLast(100));
        assertThat(state.openViews()).isZero();
    }

    @Test
    void a_stream_whose_reader_stands_still_past_the_deadline_is_given_up() {
        state.become(5, 100, 1);
        Answer<RangeResponse> answer = new Answer<>(3);
        reads.range(request(Consistency.LOCAL), deadline(), answer);
        pool.runAll();
        clock.advance(Duration.ofSeconds(2));
        reads.tick();
        pool.runAll();

        assertThat(answer.refusal().code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
        assertThat(state.openViews()).isZero();
        assertThat(reads.openStreams()).isZero();
    }

    @Test
    void a_stream_whose_reader_is_gone_is_given_up() {
        state.become(5, 100, 1);
        Answer<RangeResponse> answer = new Answer<>(3);
        reads.range(request(Consistency.LOCAL), deadline(), answer);
        pool.runAll();
        answer.gone = true;
        answer.takeMore(1);
        pool.runAll();

        assertThat(state.openViews()).isZero();
        assertThat(answer.parts).hasSize(3);
    }

    @Test
    void no_more_streams_stand_open_than_the_bound() {
        state.become(5, 100, 1);
        List<Answer<RangeResponse>> answers = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            Answer<RangeResponse> answer = new Answer<>(1);
            reads.range(request(Consistency.LOCAL), deadline(), answer);
            pool.runAll();
            answers.add(answer);
        }

        assertThat(state.openViews()).isEqualTo(4);
        assertThat(answers.get(5).refusal().code()).isEqualTo(ErrorCode.OVERLOADED);
    }

    @Test
    void when_the_pool_is_full_reads_are_refused() {
        pool = new TaskQueue(1);
        reads = service();
        range(request(Consistency.LOCAL));
        Answer<RangeResponse> second = range(request(Consistency.LOCAL));

        assertThat(second.refusal().code()).isEqualTo(ErrorCode.OVERLOADED);
    }

    @Test
    void a_read_that_waits_for_its_round_alone_hears_at_its_deadline() {
        alarm.runs("tick", reads::tick);
        timer.pass(Duration.ofMillis(10));
        Answer<RangeResponse> answer = new Answer<>(1);
        reads.range(request(Consistency.LINEARIZABLE), deadline(), answer);
        timer.pass(Duration.ofMillis(1_999));
        assertThat(answer.refused).isNull();
        timer.pass(AlarmClock.PACE);
        assertThat(answer.refusal().code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
    }

    @Test
    void a_stream_that_stands_still_is_given_up_at_its_deadline() {
        state.become(5, 100, 1);
        alarm.runs("tick", reads::tick);
        timer.pass(Duration.ofMillis(10));
        Answer<RangeResponse> answer = new Answer<>(3);
        reads.range(request(Consistency.LOCAL), deadline(), answer);
        pool.runAll();
        timer.pass(Duration.ofMillis(1_999));
        assertThat(reads.openStreams()).isEqualTo(1);
        timer.pass(AlarmClock.PACE);
        pool.runAll();
        assertThat(reads.openStreams()).isZero();
    }

    @Test
    void reads_that_wait_set_the_alarm_for_their_deadlines() {
        alarm.runs("tick", reads::tick);
        timer.pass(Duration.ofMillis(10));
        Answer<RangeResponse> forARound = new Answer<>(1);
        Answer<RangeResponse> forARevision = new Answer<>(1);
        reads.range(RangeRequest.getDefaultInstance(), clock.in(Duration.ofMillis(700)), forARound);
        reads.range(
                RangeRequest.newBuilder()
                        .setConsistency(Consistency.LOCAL)
                        .setMinRevision(1_000_000)
                        .build(),
                clock.in(Duration.ofMillis(300)),
                forARevision);

        timer.pass(Duration.ofMillis(299));
        assertThat(forARevision.refused).isNull();
        timer.pass(Duration.ofMillis(6));
        assertThat(forARevision.refusal().code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
        assertThat(forARound.refused).isNull();
        timer.pass(Duration.ofMillis(400));
        assertThat(forARound.refusal().code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);

        int before = timer.ran();
        timer.pass(Duration.ofHours(1));
        assertThat(timer.ran()).as("nobody waits").isEqualTo(before);
    }

    private static List<Boolean> continuedButTheLast(int parts) {
        List<Boolean> continued = new ArrayList<>();
        for (int i = 0; i < parts; i++) {
            continued.add(i < parts - 1);
        }
        return continued;
    }
}
