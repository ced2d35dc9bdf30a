package io.ratiskv.server.read;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.ratiskv.protocol.Consistency;
import io.ratiskv.protocol.RangeRequest;
import io.ratiskv.protocol.RangeResponse;
import io.ratiskv.server.fakes.FakeLog;
import io.ratiskv.server.fakes.FakeState;
import io.ratiskv.server.fakes.ManualClock;
import io.ratiskv.server.fakes.ManualTimer;
import io.ratiskv.server.fakes.TaskQueue;
import io.ratiskv.server.propose.AlarmClock;
import io.ratiskv.server.propose.Refusal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Reads of a state in memory, with rounds that the test answers and threads that run when told. */
abstract class ServedReads {
    final ManualClock clock = new ManualClock();
    final ManualTimer timer = new ManualTimer(clock);
    final AlarmClock alarm = new AlarmClock(timer, clock);
    final FakeLog log = new FakeLog();
    final FakeState state = new FakeState();
    final List<CompletableFuture<Long>> rounds = new ArrayList<>();
    TaskQueue pool = new TaskQueue();
    ReadService reads = service();

    void prove() {
        range(request(Consistency.LINEARIZABLE));
        rounds.get(0).complete(7L);
        reads.applied(7, 1);
        pool.runAll();
    }

    Answer<RangeResponse> range(RangeRequest request) {
        Answer<RangeResponse> answer = new Answer<>(1_000);
        reads.range(request, deadline(), answer);
        return answer;
    }

    long deadline() {
        return clock.in(Duration.ofSeconds(2));
    }

    static RangeRequest bounded(long maxAgeMs) {
        return request(Consistency.BOUNDED).toBuilder().setMaxAgeMs(maxAgeMs).build();
    }

    static RangeRequest request(Consistency consistency) {
        return RangeRequest.newBuilder()
                .setKey(ByteString.copyFromUtf8("k"))
                .setConsistency(consistency)
                .build();
    }

    ReadService service() {
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
    static final class Answer<T> implements ReadReply<T> {
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
