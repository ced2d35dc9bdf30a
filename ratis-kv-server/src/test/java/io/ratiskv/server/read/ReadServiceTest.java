package io.ratiskv.server.read;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.ratiskv.protocol.Consistency;
import io.ratiskv.protocol.ErrorCode;
import io.ratiskv.protocol.RangeRequest;
import io.ratiskv.protocol.RangeResponse;
import io.ratiskv.protocol.ResolveRequest;
import io.ratiskv.protocol.ResolveResponse;
import io.ratiskv.server.fakes.FakeLog;
import io.ratiskv.server.fakes.FakeState;
import io.ratiskv.server.fakes.ManualClock;
import io.ratiskv.server.fakes.ManualTimer;
import io.ratiskv.server.fakes.TaskQueue;
import io.ratiskv.server.propose.AlarmClock;
import io.ratiskv.server.propose.NotAppendedException;
import io.ratiskv.server.propose.Refusal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReadServiceTest {
    private final ManualClock clock = new ManualClock();
    private final ManualTimer timer = new ManualTimer(clock);
    private final AlarmClock alarm = new AlarmClock(timer, clock);
    private final FakeLog log = new FakeLog();
    private final FakeState state = new FakeState();
    private final List<CompletableFuture<Long>> rounds = new ArrayList<>();
    private TaskQueue pool = new TaskQueue();
    private ReadService reads = service();

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
    void a_write_is_resolved_linearizably() {
        Answer<ResolveResponse> answer = new Answer<>(10);
        reads.resolve(ResolveRequest.newBuilder().setSessionId(4).setSequence(9).build(), deadline(), answer);
        pool.runAll();
        assertThat(answer.parts).isEmpty();
        rounds.get(0).complete(0L);
        pool.runAll();

        assertThat(answer.last().getAnswer().toStringUtf8()).isEqualTo("4/9");
    }

    private void prove() {
        range(request(Consistency.LINEARIZABLE));
        rounds.get(0).complete(7L);
        reads.applied(7, 1);
        pool.runAll();
    }

    private Answer<RangeResponse> range(RangeRequest request) {
        Answer<RangeResponse> answer = new Answer<>(1_000);
        reads.range(request, deadline(), answer);
        return answer;
    }

    private long deadline() {
        return clock.in(Duration.ofSeconds(2));
    }

    private static RangeRequest bounded(long maxAgeMs) {
        return request(Consistency.BOUNDED).toBuilder().setMaxAgeMs(maxAgeMs).build();
    }

    private static RangeRequest request(Consistency consistency) {
        return RangeRequest.newBuilder()
                .setKey(ByteString.copyFromUtf8("k"))
                .setConsistency(consistency)
                .build();
    }

    private static List<Boolean> continuedButTheLast(int parts) {
        List<Boolean> continued = new ArrayList<>();
        for (int i = 0; i < parts; i++) {
            continued.add(i < parts - 1);
        }
        return continued;
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

    private ReadService service() {
        ReadLimits limits =
                new ReadLimits(1, 100, 1_000, Duration.ofSeconds(1), 1 << 20, 1 << 20, 4, Duration.ofMillis(50));
        ReadIndexSource source = () -> {
            CompletableFuture<Long> round = new CompletableFuture<>();
            rounds.add(round);
            return round;
        };
        return new ReadService(source, state, log::status, task -> pool.execute(task), limits, clock, alarm);
    }

    /** Takes so many parts, then no more until told. */
    private static final class Answer<T> implements ReadReply<T> {
        final List<T> parts = new ArrayList<>();
        final List<Boolean> continued = new ArrayList<>();

        @Nullable
        Refusal refused;

        boolean gone;
        private int room;
        private @Nullable Runnable resume;

        Answer(int room) {
            this.room = room;
        }

        T last() {
            assertThat(parts).as("answered").isNotEmpty();
            return parts.get(parts.size() - 1);
        }

        Refusal refusal() {
            Refusal r = refused;
            if (r == null) {
                throw new AssertionError("not refused: " + parts);
            }
            return r;
        }

        void takeMore(int more) {
            room += more;
            Runnable waiting = resume;
            if (waiting != null) {
                resume = null;
                waiting.run();
            }
        }

        @Override
        public void part(T part, boolean continues) {
            room--;
            parts.add(part);
            continued.add(continues);
        }

        @Override
        public void refused(Refusal refusal) {
            refused = refusal;
        }

        @Override
        public boolean isWritable() {
            return room > 0;
        }

        @Override
        public void whenWritable(Runnable then) {
            resume = then;
        }

        @Override
        public boolean isGone() {
            return gone;
        }
    }
}
