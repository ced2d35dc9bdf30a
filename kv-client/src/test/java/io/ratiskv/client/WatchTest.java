package io.ratiskv.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.ratiskv.client.fake.FakeMember;
import io.ratiskv.client.fake.FakeMember.Action;
import io.ratiskv.client.fake.FakeStore;
import io.ratiskv.client.fake.FakeWatches.Fate;
import io.ratiskv.protocol.Error;
import io.ratiskv.protocol.ErrorCode;
import io.ratiskv.protocol.Request;
import io.ratiskv.protocol.Request.BodyCase;
import io.ratiskv.protocol.WatchResponse;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a watch tells, and that it tells it once, whatever becomes of members and connections. */
class WatchTest {
    private final FakeStore store = new FakeStore();
    private final FakeMember one = FakeMember.start(store);
    private final FakeMember two = FakeMember.start(store);
    private final KvClient db = builder(one, two).build();

    @AfterEach
    void close() {
        db.close(Duration.ZERO);
        one.close();
        two.close();
    }

    private static KvClientBuilder builder(FakeMember... members) {
        return KvClient.builder()
                .endpoints(List.of(members).stream().map(FakeMember::address).toList())
                .deadline(Duration.ofSeconds(20))
                .attemptTimeout(Duration.ofMillis(500));
    }

    /** The watch is there once it has said from where on it tells. */
    static long begun(WatchStream stream) throws InterruptedException {
        return ((WatchItem.Progress) stream.next()).revision();
    }

    /** The next items that are no progress marks. */
    static List<WatchItem> told(WatchStream stream, int count) throws InterruptedException {
        List<WatchItem> items = new ArrayList<>();
        while (items.size() < count) {
            WatchItem item = stream.next();
            if (!(item instanceof WatchItem.Progress)) {
                items.add(item);
            }
        }
        return items;
    }

    private static List<String> texts(List<WatchItem> items) {
        return items.stream().map(WatchTest::text).toList();
    }

    static String text(WatchItem item) {
        if (item instanceof WatchItem.Changes changes) {
            return changes.revision() + ":"
                    + changes.events().stream()
                            .map(event -> event.isPut()
                                    ? event.key() + "=" + event.keyValue().valueText()
                                    : event.key() + "-")
                            .toList();
        } else if (item instanceof WatchItem.Snapshot snapshot) {
            return "snapshot " + snapshot.revision() + keys(snapshot.entries()) + (snapshot.last() ? "." : "…");
        } else if (item instanceof WatchItem.Reset reset) {
            return "reset " + reset.revision() + keys(reset.entries())
                    + (reset.last() ? "-" + reset.removed() + reset.removedKnown() : "…");
        }
        return "progress " + item.revision();
    }

    private static List<Bytes> keys(List<KeyValue> entries) {
        return entries.stream().map(KeyValue::key).toList();
    }

    @Test
    void changes_are_told_revision_by_revision_with_what_was_before() throws InterruptedException {
        try (WatchStream watch = db.watch(Watch.prefix("a").withPrevious())) {
            long start = begun(watch);
            db.put("a1", "1");
            db.put("b", "not of the range");
            db.txn(Txn.when().then(Put.of("a1", "2"), Put.of("a2", "3")));
            db.deleteRange(KeyRange.prefix("a"));

            List<WatchItem> items = told(watch, 3);

            assertThat(texts(items))
                    .containsExactly(
                            (start + 1) + ":[a1=1]", (start + 3) + ":[a1=2, a2=3]", (start + 4) + ":[a1-, a2-]");
            Event deleted = ((WatchItem.Changes) items.get(2)).events().get(0);
            assertThat(deleted.previous().orElseThrow().valueText()).isEqualTo("2");
            assertThat(deleted.keyValue().value()).isEqualTo(Bytes.EMPTY);
            assertThat(watch.revision()).isEqualTo(start + 4);
        }
        await().until(() -> one.watches().open() + two.watches().open() == 0);
    }

    @Test
    void from_a_revision_on_and_only_what_is_wanted() throws InterruptedException {
        long first = db.put("a", "1").revision();
        db.put("a", "2");
        db.delete("a");
        try (WatchStream puts = db.watch(Watch.key("a").from(first + 1).onlyPuts());
                WatchStream deletes = db.watch(Watch.key("a").from(first).onlyDeletes())) {
            assertThat(begun(puts)).isEqualTo(first);
            assertThat(texts(told(puts, 1))).containsExactly((first + 1) + ":[a=2]");
            assertThat(texts(told(deletes, 1))).containsExactly((first + 2) + ":[a-]");
        }
    }

    @Test
    void a_snapshot_comes_in_parts_and_then_what_changes_after_it() throws InterruptedException {
        for (String key : List.of("k1", "k2", "k3", "k4")) {
            db.put(key, "v");
        }
        long at = store.revision();
        try (WatchStream watch = db.watch(Watch.prefix("k").fromSnapshot())) {
            assertThat(text(watch.next())).isEqualTo("snapshot " + at + "[k1, k2, k3]…");
            assertThat(watch.revision()).isZero();
            assertThat(text(watch.next())).isEqualTo("snapshot " + at + "[k4].");
            assertThat(watch.revision()).isEqualTo(at);
            db.put("k5", "v");
            assertThat(texts(told(watch, 1))).containsExactly((at + 1) + ":[k5=v]");
        }
        try (WatchStream empty = db.watch(Watch.prefix("none").fromSnapshot())) {
            assertThat(text(empty.next())).isEqualTo("snapshot " + (at + 1) + "[].");
        }
    }

    @Test
    void a_revision_in_fragments_is_told_as_one_and_many_in_a_frame_one_by_one() throws InterruptedException {
        one.watches().frames(4, 2);
        two.watches().frames(4, 2);
        long before = store.revision();
        for (int i = 0; i < 6; i++) {
            db.txn(Txn.when().then(Put.of("a", "" + i), Put.of("b", "" + i), Put.of("c", "" + i)));
        }
        try (WatchStream watch = db.watch(Watch.prefix("").from(before + 1))) {
            List<WatchItem> items = told(watch, 6);
            assertThat(items.stream().map(WatchItem::revision))
                    .containsExactly(before + 1, before + 2, before + 3, before + 4, before + 5, before + 6);
            assertThat(items)
                    .allSatisfy(item ->
                            assertThat(((WatchItem.Changes) item).events()).hasSize(3));
        }
    }

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
    void a_watch_behind_compaction_is_told_the_state_and_what_is_gone() throws InterruptedException {
        try (WatchStream watch = db.watch(Watch.prefix("k"))) {
            begun(watch);
            for (int i = 0; i < 5; i++) {
                db.put("k" + i, "v");
            }
            told(watch, 5);
            miss(() -> {
                db.delete("k1");
                db.put("k0", "new");
                db.put("k9", "v");
                db.admin().compact(store.revision());
            });
            long at = store.revision();
            assertThat(texts(told(watch, 2)))
                    .containsExactly("reset " + at + "[k0, k2, k3]…", "reset " + at + "[k4, k9]-[k1]true");
            assertThat(watch.revision()).isEqualTo(at);
            db.delete("k9");
            assertThat(texts(told(watch, 1))).containsExactly((at + 1) + ":[k9-]");
        }
    }

    /** Lets no watch hear of what {@code action} does. */
    private void miss(Runnable action) {
        List<FakeMember> members = List.of(one, two);
        members.forEach(member ->
                member.script(request -> request.hasWatch() ? Action.error(ErrorCode.NO_LEADER) : Action.SERVE));
        members.forEach(FakeMember::breakConnections);
        await().until(() -> one.watches().open() + two.watches().open() == 0);
        action.run();
        members.forEach(member -> member.script(request -> Action.SERVE));
    }

    @Test
    void a_reset_that_was_cut_begins_anew_and_is_never_followed_by_what_is_older() throws InterruptedException {
        try (WatchStream watch = db.watch(Watch.prefix("k"))) {
            begun(watch);
            for (int i = 0; i < 8; i++) {
                db.put("k" + i, "v");
            }
            told(watch, 8);
            AtomicInteger parts = new AtomicInteger();
            for (FakeMember member : List.of(one, two)) {
                member.watches().script(frame -> {
                    boolean part = frame.getKind() == WatchResponse.Kind.RESET
                            || frame.getKind() == WatchResponse.Kind.SNAPSHOT;
                    if (part && parts.getAndIncrement() == 1) {
                        // From now on they would tell every single change again.
                        one.watches().lagsBehindCompaction();
                        two.watches().lagsBehindCompaction();
                        db.delete("k0");
                        return Fate.CUT;
                    }
                    return Fate.SEND;
                });
            }
            miss(() -> {
                db.delete("k1");
                db.put("k0", "new");
                db.admin().compact(store.revision());
            });
            long at = store.revision();
            List<WatchItem> items = told(watch, 3);
            db.put("k3", "x");
            items.addAll(told(watch, 1));

            assertThat(texts(items))
                    .containsExactly(
                            "reset " + at + "[k0, k2, k3]…",
                            "reset " + (at + 1) + "[k2, k3, k4]…",
                            "reset " + (at + 1) + "[k5, k6, k7]-[k0, k1]true",
                            (at + 2) + ":[k3=x]");
        }
    }

    @Test
    void whoever_wants_no_reset_is_told_that_it_was_compacted() throws InterruptedException {
        long first = db.put("a", "1").revision();
        db.put("a", "2");
        db.admin().compact(store.revision());
        try (WatchStream watch = db.watch(Watch.key("a").from(first).failingWhenCompacted())) {
            assertThatThrownBy(watch::next)
                    .isInstanceOfSatisfying(
                            CompactedException.class,
                            e -> assertThat(e.oldestRevision()).isEqualTo(store.compacted()));
            assertThatThrownBy(watch::next).isInstanceOf(ClientClosedException.class);
        }
    }

    @Test
    void what_is_refused_for_good_ends_it_with_the_reason() {
        assertThatThrownBy(() -> db.watch(Watch.key(""))).isInstanceOf(InvalidArgumentException.class);
        assertThatThrownBy(() -> db.watch(Watch.of(new KeyRange(Bytes.of("b"), Bytes.of("a")))))
                .isInstanceOfSatisfying(
                        InvalidArgumentException.class,
                        e -> assertThat(e.field()).isEqualTo("watch.range_end"));
        try (WatchStream future = db.watch(Watch.key("a").from(store.revision() + 5))) {
            assertThatThrownBy(future::next)
                    .isInstanceOfSatisfying(
                            FutureRevisionException.class,
                            e -> assertThat(e.newestRevision()).isEqualTo(store.revision()));
        }
        for (FakeMember member : List.of(one, two)) {
            member.script(request -> Action.error(
                    Error.newBuilder().setCode(ErrorCode.TOO_MANY_WATCHES).setLimit(7)));
        }
        try (WatchStream oneTooMany = db.watch(Watch.key("a"))) {
            assertThatThrownBy(oneTooMany::next)
                    .isInstanceOfSatisfying(
                            LimitReachedException.class,
                            e -> assertThat(e.limit()).isEqualTo(7));
        }
        for (FakeMember member : List.of(one, two)) {
            member.script(request -> Action.error(ErrorCode.PERMISSION_DENIED));
        }
        try (WatchStream forbidden = db.watch(Watch.key("a"))) {
            assertThatThrownBy(forbidden::next).isInstanceOf(PermissionDeniedException.class);
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
    void two_watches_share_a_connection_and_take_no_room_of_the_calls() throws InterruptedException {
        try (FakeMember small = FakeMember.start(store)
                        .welcome(io.ratiskv.protocol.Welcome.newBuilder()
                                .setVersion(1)
                                .setInFlightMax(1));
                KvClient client = builder(small).inFlightMax(1).build();
                WatchStream a = client.watch(Watch.key("a"));
                WatchStream b = client.watch(Watch.key("b"))) {
            begun(a);
            begun(b);
            client.put("a", "1");
            client.put("b", "2");
            assertThat(told(a, 1)).hasSize(1);
            assertThat(told(b, 1)).hasSize(1);
            assertThat(small.connections()).isEqualTo(1);
            a.close();
            await().until(() -> small.watches().open() == 1);
            client.put("b", "3");
            assertThat(told(b, 1)).hasSize(1);
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
    void progress_is_told_on_request_and_from_time_to_time() throws InterruptedException {
        try (WatchStream watch = db.watch(Watch.key("a"))) {
            begun(watch);
            db.put("b", "1");
            watch.requestProgress();
            WatchItem item = watch.next();
            while (item.revision() < store.revision()) {
                item = watch.next();
            }
            assertThat(item).isInstanceOf(WatchItem.Progress.class);
        }
        try (WatchStream watch = db.watch(Watch.key("a").progressEvery(Duration.ofHours(1)))) {
            long start = begun(watch);
            watch.requestProgress();
            assertThat(begun(watch)).isEqualTo(start);
        }
        try (WatchStream watch = db.watch(Watch.key("a").progressEvery(Duration.ofMillis(100)))) {
            assertThat(begun(watch)).isEqualTo(begun(watch));
        }
    }

    @Test
    void an_interrupt_takes_nothing_away() throws InterruptedException {
        try (WatchStream watch = db.watch(Watch.key("a"))) {
            begun(watch);
            Thread.currentThread().interrupt();
            assertThatThrownBy(watch::next).isInstanceOf(InterruptedException.class);
            assertThat(watch.poll(Duration.ZERO)).isEmpty();
            db.put("a", "1");
            assertThat(told(watch, 1)).hasSize(1);
        }
    }

    @Test
    void a_closed_watch_says_so_to_whoever_waits() throws InterruptedException {
        WatchStream watch = db.watch(Watch.key("a"));
        begun(watch);
        CompletableFuture<WatchItem> waiting = CompletableFuture.supplyAsync(() -> {
            try {
                return watch.next();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        watch.close();
        watch.close();
        assertThatThrownBy(waiting::join).hasCauseInstanceOf(ClientClosedException.class);
        await().until(() -> one.watches().open() + two.watches().open() == 0);
    }

    @Test
    void a_watch_ends_with_its_client() {
        WatchStream watch = db.watch(Watch.key("a"));
        db.close();
        assertThatThrownBy(watch::next).isInstanceOf(ClientClosedException.class);
        assertThatThrownBy(() -> db.watch(Watch.key("a")).next()).isInstanceOf(ClientClosedException.class);
    }

    @Test
    void a_watch_that_is_closed_before_it_is_there_is_not_left_behind() {
        for (int i = 0; i < 50; i++) {
            db.watch(Watch.key("a")).close();
        }
        await().until(() -> one.watches().open() + two.watches().open() == 0);
    }

    @Test
    void a_member_that_learns_of_the_end_before_the_beginning_is_told_again() {
        for (FakeMember member : List.of(one, two)) {
            member.script(request -> request.hasWatch() ? WatchTest::openLate : Action.SERVE);
        }
        WatchStream watch = db.watch(Watch.key("a"));
        await().until(() ->
                one.seen(BodyCase.WATCH).size() + two.seen(BodyCase.WATCH).size() == 1);
        watch.close();
        await().until(() -> one.seen(BodyCase.WATCH_CONTROL).size()
                        + two.seen(BodyCase.WATCH_CONTROL).size()
                == 2);
        await().until(() -> one.watches().open() + two.watches().open() == 0);
    }

    /** When the client has already said something about it. */
    private static void openLate(FakeMember member, Request request, DataOutputStream out) {
        CompletableFuture.runAsync(() -> {
            await().until(() -> !member.seen(BodyCase.WATCH_CONTROL).isEmpty());
            try {
                Action.SERVE.run(member, request, out);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    @Test
    void the_watches_of_a_member_are_listed() throws InterruptedException {
        try (WatchStream watch = db.watch(Watch.prefix("a").named("mine"))) {
            begun(watch);
            FakeMember member = one.watches().open() > 0 ? one : two;
            WatchList all = db.admin().watches(member.address());
            assertThat(all.watches()).singleElement().satisfies(status -> {
                assertThat(status.name()).isEqualTo("mine");
                assertThat(status.keys()).isEqualTo(KeyRange.prefix("a"));
            });
            assertThat(all.leftOut()).isZero();
            member.watches().listedMax(0);
            assertThat(db.admin().watches(member.address())).isEqualTo(new WatchList(List.of(), 1));
        }
    }

    @Test
    void nothing_is_told_in_time_when_nothing_happens() throws InterruptedException {
        try (WatchStream watch = db.watch(Watch.key("a"))) {
            begun(watch);
            assertThat(watch.poll(Duration.ofMillis(20))).isEqualTo(Optional.empty());
        }
    }
}
