package io.ratiskv.client.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.ratiskv.client.Bytes;
import io.ratiskv.client.Watch;
import io.ratiskv.client.WatchItem;
import io.ratiskv.protocol.Event;
import io.ratiskv.protocol.KeyValue;
import io.ratiskv.protocol.WatchResponse;
import io.ratiskv.protocol.WatchResponse.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What no honest member tells, and what only large watches come to. */
class WatchAssemblerTest {
    private final WatchAssembler assembler = assembler(Watch.prefix("k"));

    private static WatchAssembler assembler(Watch watch) {
        WatchAssembler assembler = new WatchAssembler(watch, new KeyTracking(3));
        assembler.items(frame(Kind.CREATED, 10).build());
        return assembler;
    }

    private static WatchResponse.Builder frame(Kind kind, long revision) {
        return WatchResponse.newBuilder().setKind(kind).setRevision(revision);
    }

    private static WatchResponse events(long revision, boolean more, Event... events) {
        return frame(Kind.EVENTS, revision)
                .addAllEvents(List.of(events))
                .setMore(more)
                .build();
    }

    private static KeyValue entry(String key, long revision) {
        return KeyValue.newBuilder()
                .setKey(ByteString.copyFromUtf8(key))
                .setModRevision(revision)
                .build();
    }

    private static Event put(String key, long revision) {
        return Event.newBuilder().setKv(entry(key, revision)).build();
    }

    private void assertRefused(WatchResponse frame) {
        assertThatThrownBy(() -> assembler.items(frame)).isInstanceOf(OutOfOrderException.class);
    }

    @Test
    void nothing_is_told_twice_or_backwards() {
        assertThat(assembler.items(events(12, false, put("k", 11), put("k", 12))))
                .hasSize(2);
        assertThat(assembler.request().getStartRevision()).isEqualTo(13);
        assertRefused(events(12, false, put("k", 12)));
        assertRefused(events(13, false, put("k", 11)));
        assertRefused(events(13, false, put("k", 14)));
        assertRefused(frame(Kind.PROGRESS, 11).build());
        assertRefused(frame(Kind.RESET, 11).build());
        assertRefused(frame(Kind.SNAPSHOT, 13).build());
    }

    @Test
    void what_is_half_told_is_told_anew_and_nothing_comes_in_between() {
        assertThat(assembler.items(events(12, true, put("k1", 11), put("k1", 12))))
                .hasSize(1);
        assertRefused(frame(Kind.PROGRESS, 12).build());
        assembler.cut();
        assertThat(assembler.request().getStartRevision()).isEqualTo(12);
        assertThat(assembler.items(events(12, false, put("k1", 12), put("k2", 12))))
                .singleElement()
                .satisfies(
                        item -> assertThat(((WatchItem.Changes) item).events()).hasSize(2));
    }

    @Test
    void a_reset_makes_void_what_is_half_told() {
        assertThat(assembler.items(events(12, true, put("k1", 12)))).isEmpty();
        WatchItem reset = assembler
                .items(frame(Kind.RESET, 20).addKvs(entry("k2", 5)).build())
                .get(0);
        assertThat(((WatchItem.Reset) reset).entries())
                .singleElement()
                .satisfies(entry -> assertThat(entry.keyText()).isEqualTo("k2"));
        assertThat(assembler.items(events(21, false, put("k3", 21))))
                .singleElement()
                .satisfies(
                        item -> assertThat(((WatchItem.Changes) item).events()).hasSize(1));
    }

    @Test
    void a_reset_that_was_cut_is_asked_for_as_a_snapshot() {
        assembler.items(frame(Kind.RESET, 20)
                .addKvs(entry("k1", 5))
                .setMore(true)
                .setCompactRevision(15)
                .build());
        assembler.cut();
        assertThat(assembler.request().getSnapshot()).isTrue();
        assertThat(assembler.request().getStartRevision()).isZero();
        assertRefused(events(12, false, put("k", 11)));
        assertRefused(frame(Kind.SNAPSHOT, 19).addKvs(entry("k1", 5)).build());
        WatchItem last = assembler
                .items(frame(Kind.SNAPSHOT, 21).addKvs(entry("k2", 5)).build())
                .get(0);
        assertThat(((WatchItem.Reset) last).removed()).containsExactly(Bytes.of("k1"));
        assertThat(((WatchItem.Reset) last).compactRevision()).isEqualTo(15);
        assertThat(assembler.request().getStartRevision()).isEqualTo(22);
    }

    @Test
    void of_more_keys_than_are_remembered_it_says_that_it_does_not_know() {
        assembler.items(events(11, false, put("k1", 11), put("k2", 11), put("k3", 11), put("k4", 11)));
        WatchItem.Reset unknown = (WatchItem.Reset) assembler
                .items(frame(Kind.RESET, 20).addKvs(entry("k1", 5)).build())
                .get(0);
        assertThat(unknown.removedKnown()).isFalse();
        assertThat(unknown.removed()).isEmpty();
        // The reset itself told so few that they are known from then on.
        WatchItem.Reset known =
                (WatchItem.Reset) assembler.items(frame(Kind.RESET, 30).build()).get(0);
        assertThat(known.removedKnown()).isTrue();
        assertThat(known.removed()).containsExactly(Bytes.of("k1"));
    }
}
