package io.ratiskv.server;

import static io.ratiskv.server.WatchedState.LIMITS;
import static io.ratiskv.server.WatchedState.compact;
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
import io.ratiskv.protocol.Operation;
import io.ratiskv.protocol.WatchControlRequest;
import io.ratiskv.protocol.WatchResponse;
import io.ratiskv.protocol.WatchResponse.Kind;
import io.ratiskv.protocol.WatchStatus;
import io.ratiskv.server.WatchedState.Client;
import io.ratiskv.server.WatchedState.Told;
import io.ratiskv.server.propose.Refusal;
import io.ratiskv.server.watch.WatchLimits;
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
        member = new WatchedState(small(LIMITS.handOverBytesMax(), LIMITS.recentBytesMax()));
        Told live = member.open(range("a", "z"));
        member.apply(put("a", "0"));
        member.apply(largeTxn());
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
        Told told = member.new Told(client, 1);
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
        member = new WatchedState(small(LIMITS.handOverBytesMax(), LIMITS.recentBytesMax()));
        for (String key : List.of("a", "b", "c", "d", "e")) {
            member.apply(put(key, "x".repeat(40)));
        }
        Client client = new Client();
        Told told = member.new Told(client, 1);
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

    // ---- compaction -------------------------------------------------------------------------------------------

    @Test
    void a_watch_behind_compaction_is_told_the_state_anew_and_goes_on() {
        member.apply(put("a", "1"), put("b", "1"), delete("b", ""), put("a", "2"), put("c", "1"));
        member.apply(compact(4));
        member.scrub();
        Told told = member.open(range("a", "z").setStartRevision(3));
        member.apply(put("c", "2"));
        member.run();

        assertThat(told.words()).isEqualTo("CREATED 2 | RESET 6: a=2, c=1 compacted 4 | EVENTS 7: put c=2");
        assertThat(member.list().get(0).getResets()).isEqualTo(1);
    }

    @Test
    void a_watch_that_wants_no_reset_ends_with_the_oldest_readable_revision() {
        member.apply(put("a", "1"), put("a", "2"), put("a", "3"));
        member.apply(compact(3));
        Told told = member.open(range("a", "z").setStartRevision(3).setNoReset(true));

        assertThat(told.words()).isEqualTo("CREATED 2");
        Refusal refusal = requireNonNull(told.refusal);
        assertThat(refusal.code()).isEqualTo(ErrorCode.COMPACTED);
        assertThat(refusal.revision()).isEqualTo(3);
    }

    @Test
    void the_first_revision_after_the_compacted_one_can_be_told() {
        member.apply(put("a", "1"), put("a", "2"), put("a", "3"));
        member.apply(compact(3));
        member.scrub();
        Told told = member.open(key("a").setStartRevision(4).setPrevKv(true));

        assertThat(told.words()).isEqualTo("CREATED 3 | EVENTS 4: put a=3 (was 2)");
    }

    @Test
    void a_snapshot_whose_revision_is_compacted_on_the_way_begins_anew() {
        member = new WatchedState(small(LIMITS.handOverBytesMax(), LIMITS.recentBytesMax()));
        for (String key : List.of("a", "b", "c")) {
            member.apply(put(key, "x".repeat(40)));
        }
        Client client = new Client();
        Told told = member.new Told(client, 1);
        member.watches.open(
                range("a", "z").setSnapshot(true).setWindowBytes(1).build(), client, 1, Long.MAX_VALUE, told);
        member.run();
        told.consume();
        member.apply(put("c", "new"), compact(5));
        member.scrub();
        told.consume();
        told.consume();

        String x = "x".repeat(40);
        assertThat(told.words())
                .isEqualTo(("CREATED 4 | SNAPSHOT 4: a=%1$s, b=%1$s ... | RESET 5: a=%1$s, b=%1$s compacted 5 ..."
                                + " | RESET 5: c=new compacted 5")
                        .formatted(x));
    }

    @Test
    void a_watch_hears_how_far_it_is_when_what_it_heard_last_is_compacted() {
        Told told = member.open(key("a"));
        member.apply(put("b", "1"), put("b", "2"));
        member.apply(compact(2));
        member.run();

        assertThat(told.words()).isEqualTo("CREATED 1 | PROGRESS 3");
    }

    // ---- slow clients -----------------------------------------------------------------------------------------

    @Test
    void a_client_that_consumes_nothing_is_told_no_more_than_its_window_and_nobody_else_waits() {
        member = new WatchedState(small(LIMITS.handOverBytesMax(), 2_000));
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
        member = new WatchedState(small(500, LIMITS.recentBytesMax()));
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
        member = new WatchedState(small(500, LIMITS.recentBytesMax()));
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

    // ---- progress ---------------------------------------------------------------------------------------------

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
        member = new WatchedState(small(LIMITS.handOverBytesMax(), LIMITS.recentBytesMax()));
        Told told = member.open(range("a", "z").setWindowBytes(60));
        member.apply(largeTxn());
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

    private static List<Long> revisions(Told told) {
        return told.all().stream()
                .flatMap(r -> r.getEventsList().stream())
                .map(e -> e.getKv().getModRevision())
                .toList();
    }

    private static io.ratiskv.server.command.Command largeTxn() {
        List<Operation> operations = new ArrayList<>();
        for (String key : List.of("b", "c", "d", "e", "f")) {
            operations.add(putOperation(key, "x".repeat(40)));
        }
        return txn(operations);
    }

    /** Frames hold two events of forty bytes. */
    private static WatchLimits small(long handOverBytes, long recentBytes) {
        return new WatchLimits(
                1_024,
                65_536,
                64 * 1024,
                Duration.ofSeconds(5),
                Duration.ofMillis(100),
                handOverBytes,
                recentBytes,
                160,
                2,
                4 << 20);
    }
}
