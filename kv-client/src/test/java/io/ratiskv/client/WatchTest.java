package io.ratiskv.client;

import static io.ratiskv.client.ToldItems.begun;
import static io.ratiskv.client.ToldItems.text;
import static io.ratiskv.client.ToldItems.texts;
import static io.ratiskv.client.ToldItems.told;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.ratiskv.client.fake.FakeMember;
import io.ratiskv.client.fake.FakeMember.Action;
import io.ratiskv.protocol.Error;
import io.ratiskv.protocol.ErrorCode;
import io.ratiskv.protocol.Request;
import io.ratiskv.protocol.Request.BodyCase;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What a watch tells, how it begins and how it ends. */
class WatchTest extends TwoMembers {
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
    void a_watch_that_is_closed_before_it_is_there_may_hear_the_last_word_alone() {
        CompletableFuture<Boolean> said = new CompletableFuture<>();
        try (FakeMember member = FakeMember.start(store);
                KvClient client = builder(member).build()) {
            member.next(
                    BodyCase.WATCH,
                    (at, request, out) -> CompletableFuture.runAsync(() -> {
                        await().until(() -> !at.seen(BodyCase.WATCH_CONTROL).isEmpty());
                        try {
                            ToldItems.CANCELED.run(at, request, out);
                            said.complete(true);
                        } catch (IOException e) {
                            said.completeExceptionally(e);
                        }
                    }));
            WatchStream watch = client.watch(Watch.key("a"));
            await().until(() -> member.seen(BodyCase.WATCH).size() == 1);
            watch.close();
            said.join();
            // The first answer comes after the last word, the second question after whatever that led to.
            client.get("a");
            client.get("a");
            assertThat(member.seen(BodyCase.WATCH_CONTROL))
                    .as("told once that nobody listens")
                    .hasSize(1);
        }
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
