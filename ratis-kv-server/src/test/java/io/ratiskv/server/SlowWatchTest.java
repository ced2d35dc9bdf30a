package io.ratiskv.server;

import static io.ratiskv.server.WatchedState.LIMITS;
import static io.ratiskv.server.WatchedState.delete;
import static io.ratiskv.server.WatchedState.put;
import static io.ratiskv.server.WatchedState.range;
import static org.assertj.core.api.Assertions.assertThat;

import io.ratiskv.protocol.WatchResponse;
import io.ratiskv.protocol.WatchStatus;
import io.ratiskv.server.WatchedState.Client;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Watches that fall behind, over a real state: each gets everything, and nobody else waits. */
class SlowWatchTest {
    private WatchedState member = new WatchedState(LIMITS);

    @AfterEach
    void close() {
        member.close();
    }

    @Test
    void a_client_that_consumes_nothing_is_told_no_more_than_its_window_and_nobody_else_waits() {
        member = new WatchedState(SmallFrames.limits(LIMITS.handOverBytesMax(), 2_000));
        Told slow = member.open(range("a", "z").setWindowBytes(200));
        Told fast = member.open(range("a", "z"));
        for (int i = 0; i < 500; i++) {
            member.apply(put("a", "value" + i));
            member.run();
            fast.consume();
        }

        assertThat(fast.all()).hasSize(501);
        assertThat(slow.all().stream()
                        .mapToInt(WatchResponse::getSerializedSize)
                        .sum())
                .isLessThan(200 + 200);
        assertThat(member.watches.recentBytes()).isLessThanOrEqualTo(2_000);
        WatchStatus status = member.list().stream()
                .filter(s -> s.getWindowBytes() == 200)
                .findFirst()
                .orElseThrow();
        assertThat(status.getBlocked()).isTrue();
        assertThat(status.getSynced()).isFalse();
        assertThat(status.getLag()).isGreaterThan(400);
        assertThat(status.getWindowUsedBytes()).isBetween(200L, 400L);

        while (revisions(slow).size() < 500) {
            slow.consume();
        }
        assertThat(revisions(slow)).isEqualTo(revisions(fast));
    }

    @Test
    void what_nobody_waits_for_is_not_kept() {
        Told told = member.open(range("a", "z"));
        for (int i = 0; i < 100; i++) {
            member.apply(put("a", "value" + i));
            member.run();
            told.consume();
        }

        assertThat(member.watches.recentBytes()).isZero();
    }

    @Test
    void a_little_slowness_is_made_up_for_without_reading_history() {
        Told told = member.open(range("a", "z").setWindowBytes(1));
        for (int i = 0; i < 50; i++) {
            member.apply(put("a", "value" + i));
            member.hub.runAll();
            assertThat(member.pool.size()).isZero();
        }
        while (revisions(told).size() < 50) {
            told.consume();
            assertThat(member.pool.size()).isZero();
        }
        assertThat(revisions(told)).doesNotHaveDuplicates().isSorted();
    }

    @Test
    void a_connection_that_takes_nothing_is_sent_nothing_and_gets_all_of_it_later() {
        Client client = new Client();
        Told told = member.open(range("a", "z"), client);
        client.stall();
        member.apply(put("a", "1"));
        member.apply(put("a", "2"));
        member.run();
        assertThat(told.words()).isEqualTo("CREATED 1");
        client.resume();
        member.run();

        assertThat(told.words()).isEqualTo("EVENTS 3: put a=1, put a=2");
    }

    @Test
    void a_watch_that_may_be_told_less_hears_only_the_newest_state_of_each_key_when_it_was_behind() {
        member.apply(put("a", "1"), put("b", "1"), put("a", "2"), delete("b", ""), put("a", "3"));
        Told told = member.open(range("a", "z").setStartRevision(2).setCoalesce(true));

        assertThat(told.words()).isEqualTo("CREATED 1 | EVENTS 6: del b, put a=3");
    }

    @Test
    void leaving_out_in_between_never_leaves_out_the_last_that_is_told() {
        member.apply(put("a", "1"), delete("a", ""), put("a", "2"));
        Told told = member.open(
                range("a", "z").setStartRevision(2).setCoalesce(true).setNoPut(true));

        assertThat(told.words()).isEqualTo("CREATED 1 | EVENTS 4: del a");
    }

    @Test
    void events_that_find_no_room_on_their_way_are_read_from_history() {
        member = new WatchedState(SmallFrames.limits(500, LIMITS.recentBytesMax()));
        Told told = member.open(range("a", "z"));
        for (int i = 0; i < 100; i++) {
            member.apply(put("a", "value" + i));
        }
        member.run();
        member.apply(put("a", "last"));
        member.run();
        while (revisions(told).size() < 101) {
            told.consume();
        }

        assertThat(member.watches.overflows()).isPositive();
        assertThat(revisions(told))
                .doesNotHaveDuplicates()
                .isSorted()
                .startsWith(2L)
                .endsWith(102L);
        assertThat(member.list().get(0).getSynced()).isTrue();
    }

    @Test
    void watches_that_fell_behind_together_share_what_is_read() {
        member = new WatchedState(SmallFrames.limits(500, LIMITS.recentBytesMax()));
        List<Told> all = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            all.add(member.open(range("a", "z")));
        }
        member.apply(put("a", "x".repeat(600)));
        member.hub.runAll();
        assertThat(member.pool.size()).isEqualTo(1);
        member.run();

        assertThat(all)
                .allSatisfy(told -> assertThat(told.frames.get(1))
                        .isSameAs(all.get(0).frames.get(1)));
    }

    private static List<Long> revisions(Told told) {
        return told.all().stream()
                .flatMap(r -> r.getEventsList().stream())
                .map(e -> e.getKv().getModRevision())
                .toList();
    }
}
