package io.ratiskv.server;

import static io.ratiskv.server.WatchedState.LIMITS;
import static io.ratiskv.server.WatchedState.key;
import static io.ratiskv.server.WatchedState.put;
import static io.ratiskv.server.WatchedState.range;
import static org.assertj.core.api.Assertions.assertThat;

import io.ratiskv.protocol.WatchControlRequest;
import io.ratiskv.protocol.WatchResponse;
import io.ratiskv.protocol.WatchResponse.Kind;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How far a watch is, over a real state. */
class WatchProgressTest {
    private WatchedState member = new WatchedState(LIMITS);

    @AfterEach
    void close() {
        member.close();
    }

    @Test
    void a_watch_that_hears_nothing_is_told_how_far_it_is_now_and_then() {
        Told told = member.open(key("a").setProgressMs(1_000));
        member.apply(put("b", "1"));
        member.run();
        member.pass(Duration.ofMillis(900));
        assertThat(told.words()).isEqualTo("CREATED 1");
        member.pass(Duration.ofMillis(200));
        assertThat(told.words()).isEqualTo("PROGRESS 2");
        member.pass(Duration.ofMillis(900));
        assertThat(told.words()).isEmpty();
    }

    @Test
    void time_is_looked_at_while_there_is_a_watch_and_only_then() {
        member.pass(Duration.ofSeconds(1));
        assertThat(member.alarm.moments()).isEmpty();
        member.open(key("a"));
        assertThat(member.alarm.moments()).hasSize(1);
        member.pass(Duration.ofMillis(50));
        assertThat(member.alarm.moments()).hasSize(2).last().isEqualTo(member.clock.in(Duration.ofMillis(50)));
    }

    @Test
    void a_client_may_ask_how_far_its_watch_is() {
        Told told = member.open(key("a"));
        member.apply(put("b", "1"));

        assertThat(told.control(WatchControlRequest.newBuilder().setProgress(true)))
                .isTrue();
        assertThat(told.words()).isEqualTo("CREATED 1 | PROGRESS 2");
    }

    @Test
    void who_asks_while_behind_is_answered_when_everything_until_then_was_told() {
        Told told = member.open(range("a", "z").setWindowBytes(1));
        member.apply(put("a", "1"));
        member.run();
        told.control(WatchControlRequest.newBuilder().setProgress(true));
        assertThat(told.words()).isEqualTo("CREATED 1");
        told.consume();

        assertThat(told.words()).isEqualTo("EVENTS 2: put a=1 | PROGRESS 2");
    }

    @Test
    void nothing_is_said_of_progress_in_the_middle_of_a_revision() {
        member = new WatchedState(SmallFrames.limits(LIMITS.handOverBytesMax(), LIMITS.recentBytesMax()));
        Told told = member.open(range("a", "z").setWindowBytes(60));
        member.apply(SmallFrames.largeTxn());
        member.run();
        member.pass(Duration.ofSeconds(10));
        assertThat(told.next()).extracting(WatchResponse::getKind).containsExactly(Kind.CREATED, Kind.EVENTS);
        told.consume();
        told.consume();
        member.pass(Duration.ofSeconds(10));

        assertThat(told.next())
                .extracting(WatchResponse::getKind)
                .containsExactly(Kind.EVENTS, Kind.EVENTS, Kind.PROGRESS);
    }
}
