package io.ratiskv.client;

import static io.ratiskv.client.ToldItems.begun;
import static io.ratiskv.client.ToldItems.text;
import static io.ratiskv.client.ToldItems.told;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ratiskv.client.fake.FakeMember;
import io.ratiskv.client.fake.FakeMember.Action;
import io.ratiskv.client.fake.FakeWatches.Fate;
import io.ratiskv.protocol.ErrorCode;
import io.ratiskv.protocol.Request.BodyCase;
import io.ratiskv.protocol.WatchResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A watch goes on by itself, whatever becomes of members and connections, and tells nothing twice. */
class WatchResumptionTest extends TwoMembers {
    /** Whatever the connection is doing when it ends. */
    @ParameterizedTest
    @EnumSource(
            value = Fate.class,
            names = {"CUT", "SEND_AND_CUT", "TEAR"})
    void a_watch_cut_at_any_frame_loses_and_repeats_nothing(Fate fate) throws InterruptedException {
        long before = store.revision();
        for (int i = 0; i < 4; i++) {
            db.txn(Txn.when().then(Put.of("a", "" + i), Put.of("b", "" + i), Put.of("c", "" + i)));
        }
        for (int cutAt = 0; cutAt < 7; cutAt++) {
            AtomicInteger frames = new AtomicInteger();
            int at = cutAt;
            for (FakeMember member : List.of(one, two)) {
                member.watches().frames(2, 2).script(frame -> frames.getAndIncrement() == at ? fate : Fate.SEND);
            }
            try (WatchStream watch = db.watch(Watch.prefix("").from(before + 1))) {
                assertThat(told(watch, 4).stream().map(WatchItem::revision))
                        .as("cut at frame " + cutAt)
                        .containsExactly(before + 1, before + 2, before + 3, before + 4);
            }
            assertThat(frames).hasValueGreaterThan(cutAt);
        }
    }

    @Test
    void a_snapshot_that_was_cut_goes_on_if_nothing_has_changed() throws InterruptedException {
        for (int i = 0; i < 8; i++) {
            db.put("k" + i, "v");
        }
        for (int cutAt = 0; cutAt < 5; cutAt++) {
            AtomicInteger frames = new AtomicInteger();
            int at = cutAt;
            for (FakeMember member : List.of(one, two)) {
                member.watches().script(frame -> frames.getAndIncrement() == at ? Fate.CUT : Fate.SEND);
            }
            List<KeyValue> all = new ArrayList<>();
            try (WatchStream watch = db.watch(Watch.prefix("k").fromSnapshot())) {
                WatchItem.Snapshot part;
                do {
                    part = (WatchItem.Snapshot) watch.next();
                    all.addAll(part.entries());
                } while (!part.last());
            }
            assertThat(all)
                    .extracting(KeyValue::keyText)
                    .containsExactly("k0", "k1", "k2", "k3", "k4", "k5", "k6", "k7");
        }
    }

    @Test
    void a_snapshot_that_was_cut_and_is_old_by_then_begins_anew_at_another_revision() throws InterruptedException {
        for (int i = 0; i < 8; i++) {
            db.put("k" + i, "v");
        }
        AtomicInteger frames = new AtomicInteger();
        for (FakeMember member : List.of(one, two)) {
            member.watches().script(frame -> {
                if (frames.getAndIncrement() != 2) {
                    return Fate.SEND;
                }
                db.delete("k0");
                return Fate.CUT;
            });
        }
        try (WatchStream watch = db.watch(Watch.prefix("k").fromSnapshot())) {
            long at = ((WatchItem.Snapshot) watch.next()).revision();
            assertThat(text(watch.next())).isEqualTo("snapshot " + (at + 1) + "[k1, k2, k3]…");
            assertThat(text(watch.next())).isEqualTo("snapshot " + (at + 1) + "[k4, k5, k6]…");
            assertThat(text(watch.next())).isEqualTo("snapshot " + (at + 1) + "[k7].");
        }
    }

    @Test
    void what_is_not_taken_waits_in_the_member_however_often_the_connection_breaks() throws InterruptedException {
        long before = store.revision();
        int window = 1_000;
        for (int i = 0; i < 200; i++) {
            db.put("a", "v".repeat(50));
        }
        try (WatchStream watch = db.watch(Watch.key("a").from(before + 1).window(window))) {
            begun(watch);
            await().until(() -> one.watches().windowUsedMax() + two.watches().windowUsedMax() >= window);
            for (int i = 0; i < 20; i++) {
                one.breakConnections();
                two.breakConnections();
                for (int reads = 0; reads < 20; reads++) {
                    db.get("a");
                }
            }
            // What was told is taken before the watch goes on; but a break can come before anything was told.
            assertThat(one.seen(BodyCase.WATCH).size()
                            + two.seen(BodyCase.WATCH).size())
                    .isLessThanOrEqualTo(5);
            List<WatchItem> items = told(watch, 200);
            assertThat(one.watches().windowUsedMax() + two.watches().windowUsedMax())
                    .isBetween(1L, window + 200L);
            assertThat(items.stream().map(WatchItem::revision).distinct()).hasSize(200);
            assertThat(items.get(199).revision()).isEqualTo(before + 200);
        }
    }

    @Test
    void who_did_not_say_that_it_has_too_many_is_asked_again() throws InterruptedException {
        one.script(request -> request.hasWatch() ? Action.error(ErrorCode.TOO_MANY_WATCHES) : Action.SERVE);
        for (Action silence : List.of(Action.BREAK, Action.LOSE_REQUEST)) {
            two.next(BodyCase.WATCH, silence);
            try (WatchStream watch = db.watch(Watch.key("a"))) {
                begun(watch);
            }
        }
    }

    /** Whatever is no final word. */
    @ParameterizedTest
    @EnumSource(
            value = ErrorCode.class,
            names = {"NO_LEADER", "OVERLOADED", "UNAVAILABLE", "SHUTTING_DOWN", "INTERNAL", "DEADLINE_EXCEEDED"})
    void what_may_pass_is_no_end(ErrorCode code) throws InterruptedException {
        one.next(BodyCase.WATCH, Action.error(code), Action.BREAK, Action.GARBAGE, Action.error(code));
        two.next(BodyCase.WATCH, Action.error(code), Action.error(code), Action.TEAR, Action.error(code));
        try (WatchStream watch = db.watch(Watch.key("a"))) {
            begun(watch);
            db.put("a", "1");
            assertThat(told(watch, 1)).hasSize(1);
        }
    }

    @Test
    void a_member_that_falls_silent_is_left_for_another() throws InterruptedException {
        try (WatchStream watch = db.watch(Watch.key("a").progressEvery(Duration.ofMillis(100)))) {
            begun(watch);
            FakeMember silent = one.watches().open() > 0 ? one : two;
            FakeMember other = silent == one ? two : one;
            silent.pause();
            await().until(() -> other.watches().open() == 1);
            other.script(request -> Action.SERVE);
            db.put("a", "1");
            assertThat(told(watch, 1)).hasSize(1);
            silent.resume();
            // It learns that nobody listens any more.
            await().until(() -> silent.watches().open() == 0);
        }
    }

    @Test
    void the_watches_of_many_clients_are_shared_by_the_members() throws InterruptedException {
        List<KvClient> clients = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            KvClient client = builder(one, two).build();
            clients.add(client);
            begun(client.watch(Watch.key("a")));
        }
        // By chance alone all would be at one once in half a million runs.
        assertThat(one.watches().open()).isBetween(1, 19);
        clients.forEach(client -> client.close(Duration.ZERO));
    }

    @Test
    void a_member_that_answers_but_tells_nothing_is_left_in_the_end() throws InterruptedException {
        AtomicReference<FakeMember> stuck = new AtomicReference<>();
        for (FakeMember member : List.of(one, two)) {
            member.watches().script(frame -> {
                stuck.compareAndSet(null, member);
                boolean tells = frame.getKind() == WatchResponse.Kind.CREATED || stuck.get() != member;
                return tells ? Fate.SEND : Fate.STALL;
            });
        }
        try (KvClient both = builder(one, two).build();
                WatchStream watch = both.watch(Watch.key("a").progressEvery(Duration.ofMillis(100)))) {
            begun(watch);
            db.put("a", "1");
            assertThat(told(watch, 1)).hasSize(1);
        }
    }

    @Test
    void a_watch_that_a_member_cancels_before_it_was_there_goes_on_at_another() throws InterruptedException {
        AtomicInteger cancelled = new AtomicInteger();
        for (FakeMember member : List.of(one, two)) {
            member.script(request ->
                    request.hasWatch() && cancelled.getAndIncrement() == 0 ? ToldItems.CANCELED : Action.SERVE);
        }
        // It goes on because it was told, not because an answer was overdue.
        try (KvClient patient =
                        builder(one, two).attemptTimeout(Duration.ofMinutes(1)).build();
                WatchStream watch = patient.watch(Watch.key("a"))) {
            assertThat(watch.poll(Duration.ofSeconds(20))).isPresent();
            db.put("a", "1");
            assertThat(told(watch, 1)).hasSize(1);
        }
        assertThat(cancelled).hasValue(2);
    }
}
