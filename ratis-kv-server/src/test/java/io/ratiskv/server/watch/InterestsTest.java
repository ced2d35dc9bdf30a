package io.ratiskv.server.watch;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.ratiskv.protocol.WatchRequest;
import io.ratiskv.server.mvcc.KeyEvent;
import io.ratiskv.server.mvcc.KeyEvents;
import io.ratiskv.server.propose.Refusal;
import io.ratiskv.server.watch.Watcher.State;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class InterestsTest {
    private static final int RECENT_BYTES_MAX = 100_000;
    private static final int FRAME_BYTES = 8_000;
    private static final int INTERESTS = 200;

    private final Interests interests = new Interests(new FrameEncoder(FRAME_BYTES, true), RECENT_BYTES_MAX);

    @Test
    void many_overlapping_ranges_never_take_more_than_the_bound_and_one_frame() {
        for (int i = 0; i < INTERESTS; i++) {
            watch("a".repeat(i + 1), State.SYNCED);
        }
        interests.take(twentyKilobytes());
        List<Long> taken = new ArrayList<>();
        interests.seal(interest -> taken.add(interests.recentBytes()), interest -> {});

        assertThat(taken)
                .hasSizeGreaterThan(2 * INTERESTS)
                .allMatch(bytes -> bytes <= RECENT_BYTES_MAX + 2 * FRAME_BYTES);
        assertThat(interests.recentBytes()).isBetween(RECENT_BYTES_MAX / 2L, (long) RECENT_BYTES_MAX);
    }

    @Test
    void what_is_told_to_nobody_is_not_encoded_and_nobody_joins_before_it() {
        Interest interest = watch("a", State.BEHIND);
        interests.take(twentyKilobytes());
        AtomicInteger frames = new AtomicInteger();
        interests.seal(one -> frames.incrementAndGet(), one -> {});

        assertThat(frames).hasValue(0);
        assertThat(interest.join(0, interests.sealed())).isEqualTo(-1);
        assertThat(interest.join(20, interests.sealed())).isEqualTo(interest.end());
    }

    private Interest watch(String from, State state) {
        WatchRequest request = WatchRequest.newBuilder()
                .setKey(ByteString.copyFromUtf8(from))
                .setRangeEnd(ByteString.copyFromUtf8("z"))
                .build();
        Watcher watcher = new Watcher(request, new Deaf(), new Connected(new Nowhere()), 1, 1, 1);
        watcher.state = state;
        Interest interest = interests.of(watcher.selection);
        interest.add(watcher);
        return interest;
    }

    private static EventBatch twentyKilobytes() {
        List<KeyEvent> events = new ArrayList<>();
        for (int revision = 1; revision <= 20; revision++) {
            events.add(KeyEvents.put("y", "x".repeat(1_000), revision));
        }
        return new EventBatch(0, 20, 0, events);
    }

    private static final class Deaf implements WatchReply {
        @Override
        public void created() {}

        @Override
        public void tell(byte[] answer) {}

        @Override
        public void ended(byte[] answer) {}

        @Override
        public void refused(Refusal refusal) {}
    }

    private static final class Nowhere implements WatchLink {
        @Override
        public void flush() {}

        @Override
        public boolean isWritable() {
            return false;
        }

        @Override
        public void whenWritable(Runnable resume) {}

        @Override
        public String remote() {
            return "";
        }

        @Override
        public String clientName() {
            return "";
        }
    }
}
