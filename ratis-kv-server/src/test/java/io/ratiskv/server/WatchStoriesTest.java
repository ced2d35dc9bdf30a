package io.ratiskv.server;

import static io.ratiskv.server.WatchedState.LIMITS;
import static io.ratiskv.server.WatchedState.delete;
import static io.ratiskv.server.WatchedState.deleteOperation;
import static io.ratiskv.server.WatchedState.key;
import static io.ratiskv.server.WatchedState.put;
import static io.ratiskv.server.WatchedState.putOperation;
import static io.ratiskv.server.WatchedState.range;
import static io.ratiskv.server.WatchedState.txn;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.ratiskv.protocol.ErrorCode;
import io.ratiskv.protocol.WatchControlRequest;
import io.ratiskv.protocol.WatchResponse;
import io.ratiskv.protocol.WatchResponse.Kind;
import io.ratiskv.protocol.WatchStatus;
import io.ratiskv.server.WatchedState.Client;
import io.ratiskv.server.propose.Refusal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a watch is told, over a real state. */
class WatchStoriesTest {
    private WatchedState member = new WatchedState(LIMITS);

    @AfterEach
    void close() {
        member.close();
    }

    // ---- telling ----------------------------------------------------------------------------------------------

    @Test
    void a_watch_is_told_of_what_comes_after_it_was_opened() {
        member.apply(put("a", "1"));
        Told told = member.open(range("a", "b"));
        member.apply(put("a", "2"), put("z", "9"));
        member.apply(delete("a", ""));
        member.run();

        assertThat(told.created).isTrue();
        assertThat(told.words()).isEqualTo("CREATED 2 | EVENTS 5: put a=2, del a");
    }

    @Test
    void a_deletion_tells_key_and_revision_alone() {
        member.apply(put("a", "1"));
        Told told = member.open(key("a"));
        member.apply(delete("a", ""));
        member.run();

        var event = told.all().get(1).getEvents(0);
        assertThat(event.getKv().getModRevision()).isEqualTo(3);
        assertThat(event.getKv().getVersion()).isZero();
        assertThat(event.hasPrevKv()).isFalse();
    }

    @Test
    void the_previous_state_is_told_to_those_who_want_it() {
        member.apply(put("a", "1"));
        Told told = member.open(key("a").setPrevKv(true));
        member.apply(put("a", "2"), delete("a", ""), put("a", "3"));
        member.run();

        assertThat(told.words()).isEqualTo("CREATED 2 | EVENTS 5: put a=2 (was 1), del a (was 2), put a=3");
    }

    @Test
    void puts_or_deletions_can_be_left_out_and_how_far_the_watch_is_goes_on() {
        Told puts = member.open(range("a", "z").setNoDelete(true));
        Told deletes = member.open(range("a", "z").setNoPut(true));
        member.apply(put("a", "1"), put("b", "1"), delete("a", ""));
        member.run();

        assertThat(puts.words()).isEqualTo("CREATED 1 | EVENTS 4: put a=1, put b=1");
        assertThat(deletes.words()).isEqualTo("CREATED 1 | EVENTS 4: del a");
    }

    @Test
    void what_one_command_did_is_told_together() {
        Told told = member.open(range("a", "z"));
        member.apply(put("b", "0"));
        member.apply(txn(List.of(putOperation("a", "1"), deleteOperation("b"), putOperation("c", "1"))));
        member.run();

        assertThat(told.words()).isEqualTo("CREATED 1 | EVENTS 3: put b=0, put a=1, del b, put c=1");
    }

    @Test
    void a_revision_too_large_for_a_frame_comes_in_marked_parts() {
        member = new WatchedState(SmallFrames.limits(LIMITS.handOverBytesMax(), LIMITS.recentBytesMax()));
        Told live = member.open(range("a", "z"));
        member.apply(put("a", "0"));
        member.apply(SmallFrames.largeTxn());
        member.apply(put("y", "0"));
        member.run();
        Told later = member.open(range("a", "z").setStartRevision(2));

        String parts = "EVENTS 2: put a=0 | EVENTS 3: put b=%1$s, put c=%1$s ... | EVENTS 3: put d=%1$s, put e=%1$s"
                        .formatted("x".repeat(40))
                + " ... | EVENTS 3: put f=%1$s | EVENTS 4: put y=0".formatted("x".repeat(40));
        assertThat(live.words()).isEqualTo("CREATED 1 | " + parts);
        assertThat(later.words()).isEqualTo("CREATED 1 | " + parts);
    }

    @Test
    void watches_of_the_same_are_told_the_very_same_bytes() {
        List<Told> same = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            same.add(member.open(range("a", "z")));
        }
        Told other = member.open(range("a", "z").setPrevKv(true));
        member.apply(put("a", "1"));
        member.run();

        byte[] frame = same.get(0).frames.get(1);
        assertThat(same).allSatisfy(told -> assertThat(told.frames.get(1)).isSameAs(frame));
        assertThat(other.frames.get(1)).isNotSameAs(frame);
    }

    @Test
    void a_connection_is_flushed_once_for_all_its_watches_and_all_that_waited() {
        Client client = new Client();
        for (int i = 0; i < 5; i++) {
            member.open(range("a", "z"), client);
        }
        int before = client.flushes;
        member.apply(put("a", "1"));
        member.apply(put("a", "2"));
        member.run();

        assertThat(client.flushes - before).isEqualTo(1);
    }

    @Test
    void nothing_is_handed_over_as_long_as_nobody_watches() {
        member.apply(put("a", "1"));
        assertThat(member.watches.isWanted()).isFalse();
        Told told = member.open(key("a"));
        assertThat(member.watches.isWanted()).isTrue();
        told.control(WatchControlRequest.newBuilder().setCancel(true));
        assertThat(member.watches.isWanted()).isFalse();
        member.apply(put("a", "2"));
        assertThat(member.hub.size()).isZero();
    }

    // ---- beginning --------------------------------------------------------------------------------------------

    @Test
    void a_watch_from_a_revision_is_told_history_and_then_what_comes() {
        member.apply(put("a", "1"), put("b", "1"), put("a", "2"));
        Told told = member.open(key("a").setStartRevision(2).setPrevKv(true));
        member.apply(put("a", "3"));
        member.run();

        assertThat(told.words())
                .isEqualTo("CREATED 1 | EVENTS 4: put a=1, put a=2 (was 1) | EVENTS 5: put a=3 (was 2)");
        assertThat(member.list().get(0).getSynced()).isTrue();
    }

    @Test
    void what_is_applied_while_history_is_read_is_told_once() {
        member.apply(put("a", "1"));
        Client client = new Client();
        Told told = new Told(member, client, 1);
        member.watches.open(key("a").setStartRevision(2).build(), client, 1, Long.MAX_VALUE, told);
        for (int i = 2; i < 30; i++) {
            // In between, a page is read; the hub hears of it only after the next write.
            member.hub.runAll();
            member.pool.runAll();
            member.apply(put("a", "" + i));
        }
        member.run();

        List<String> values = told.all().stream()
                .flatMap(r -> r.getEventsList().stream())
                .map(e -> e.getKv().getValue().toStringUtf8())
                .toList();
        List<String> expected = new ArrayList<>();
        for (int i = 1; i < 30; i++) {
            expected.add("" + i);
        }
        assertThat(values).isEqualTo(expected);
        assertThat(member.list().get(0).getSynced()).isTrue();
    }

    @Test
    void a_snapshot_is_told_in_pages_at_one_revision_and_then_what_comes_after() {
        member = new WatchedState(SmallFrames.limits(LIMITS.handOverBytesMax(), LIMITS.recentBytesMax()));
        for (String key : List.of("a", "b", "c", "d", "e")) {
            member.apply(put(key, "x".repeat(40)));
        }
        Client client = new Client();
        Told told = new Told(member, client, 1);
        member.watches.open(range("a", "z").setSnapshot(true).build(), client, 1, Long.MAX_VALUE, told);
        member.hub.runAll();
        member.apply(put("a", "later"), delete("e", ""));
        member.run();

        List<WatchResponse> pages =
                told.all().stream().filter(r -> r.getKind() == Kind.SNAPSHOT).toList();
        assertThat(pages)
                .hasSize(3)
                .allSatisfy(page -> assertThat(page.getRevision()).isEqualTo(6));
        assertThat(pages.stream().flatMap(p -> p.getKvsList().stream()))
                .hasSize(5)
                .allSatisfy(kv -> assertThat(kv.getValue().size()).isEqualTo(40));
        assertThat(pages.stream().map(WatchResponse::getMore)).containsExactly(true, true, false);
        List<WatchResponse> all = told.all();
        assertThat(all.get(all.size() - 1).getEventsList())
                .extracting(e -> e.getKv().getModRevision())
                .containsExactly(7L, 8L);
    }

    @Test
    void a_snapshot_of_nothing_is_one_empty_part() {
        assertThat(member.open(range("a", "z").setSnapshot(true)).words()).isEqualTo("CREATED 1 | SNAPSHOT 1");
    }

    @Test
    void a_revision_that_nobody_has_seen_is_refused_with_the_newest() {
        Told told = member.open(key("a").setStartRevision(3));

        Refusal refusal = requireNonNull(told.refusal);
        assertThat(refusal.code()).isEqualTo(ErrorCode.FUTURE_REVISION);
        assertThat(refusal.revision()).isEqualTo(1);
        assertThat(told.created).isFalse();
        assertThat(member.watches.watches()).isZero();
    }

    // ---- another store ------------------------------------------------------------------------------------

    @Test
    void another_store_is_read_where_the_old_one_ended() {
        Told told = member.open(range("a", "z"));
        Told reading = member.open(range("a", "z").setWindowBytes(1));
        member.apply(put("a", "1"));
        member.reopen(() -> {
            member.run();
            reading.consume();
            Told late = member.open(range("a", "z").setStartRevision(2));
            assertThat(late.words()).isEqualTo("CREATED 1");
        });
        member.pass(Duration.ofMillis(100));
        member.apply(put("a", "2"));
        member.run();
        reading.consume();

        assertThat(told.words()).isEqualTo("CREATED 1 | EVENTS 2: put a=1 | EVENTS 3: put a=2");
        assertThat(reading.words()).isEqualTo("CREATED 1 | EVENTS 2: put a=1 | EVENTS 3: put a=2");
        assertThat(member.list()).allMatch(WatchStatus::getSynced);
    }
}
