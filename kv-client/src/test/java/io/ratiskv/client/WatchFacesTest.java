package io.ratiskv.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.ratiskv.client.fake.FakeMember;
import io.ratiskv.client.fake.FakeStore;
import io.ratiskv.protocol.Request.BodyCase;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Watches by callback and as a publisher. */
class WatchFacesTest {
    private final FakeStore store = new FakeStore();
    private final FakeMember member = FakeMember.start(store);
    private final ExecutorService single = Executors.newSingleThreadExecutor(task -> new Thread(task, "the-only-one"));
    private final KvClient db = KvClient.builder()
            .endpoints(member.address())
            .deadline(Duration.ofSeconds(20))
            .executor(single)
            .build();

    @AfterEach
    void close() {
        db.close(Duration.ZERO);
        member.close();
        single.shutdownNow();
    }

    /** Remembers what it was told, after doing something with each. */
    private static class Recorder implements WatchListener {
        final List<WatchItem> items = new CopyOnWriteArrayList<>();
        final List<Optional<Throwable>> ends = new CopyOnWriteArrayList<>();
        private final Consumer<WatchItem> action;

        Recorder(Consumer<WatchItem> action) {
            this.action = action;
        }

        @Override
        public void told(WatchItem item) {
            assertThat(ends).isEmpty();
            action.accept(item);
            items.add(item);
        }

        @Override
        public void ended(Optional<Throwable> reason) {
            ends.add(reason);
        }

        long changes() {
            return items.stream().filter(WatchItem.Changes.class::isInstance).count();
        }
    }

    @Test
    void a_listener_may_call_the_client_even_if_the_executor_has_one_thread() {
        Recorder copying = new Recorder(item -> {
            if (item instanceof WatchItem.Changes changes) {
                assertThat(Thread.currentThread().getName()).isEqualTo("the-only-one");
                String value = changes.events().get(0).keyValue().valueText();
                db.put("copy/" + value, value);
                assertThat(db.get("copy/" + value)).isPresent();
                db.transact(tx -> tx.get("a"));
                assertThat(db.scan(Range.prefix("copy/")).count()).isPositive();
            }
        });
        try (WatchHandle watch = db.watch(Watch.key("a"), copying)) {
            await().until(() -> copying.items.size() == 1);
            for (int i = 0; i < 50; i++) {
                db.put("a", "" + i);
            }
            await().until(() -> copying.changes() == 50);
            await().until(() -> watch.revision() >= copying.items.get(50).revision());
        }
        await().until(() -> copying.ends.equals(List.of(Optional.empty())));
        assertThat(db.range(Range.prefix("copy/")).entries()).hasSize(50);
    }

    @Test
    void a_listener_may_call_the_client_even_if_its_executor_runs_tasks_where_they_are_given() {
        try (KvClient direct = KvClient.builder()
                .endpoints(member.address())
                .deadline(Duration.ofSeconds(20))
                .executor(Runnable::run)
                .build()) {
            Recorder reading = new Recorder(item -> direct.get("a"));
            try (WatchHandle watch = direct.watch(Watch.key("a"), reading)) {
                await().untilAsserted(() ->
                        assertThat(reading.items).as("" + reading.ends).hasSize(1));
                direct.put("a", "1");
                await().until(() -> reading.changes() == 1);
            }
        }
    }

    @Test
    void while_a_listener_works_the_rest_waits_in_the_member_and_others_get_their_turn() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        Recorder slow = new Recorder(item -> pass(go));
        long before = store.revision();
        for (int i = 0; i < 100; i++) {
            db.put("a", "v".repeat(100));
        }
        try (WatchHandle watch = db.watch(Watch.key("a").from(before + 1).window(500), slow)) {
            await().until(() -> member.watches().windowUsedMax() >= 500);
            assertThat(member.watches().windowUsedMax()).isLessThan(1_000);
            go.countDown();
            await().until(() -> slow.changes() == 100);
            assertThat(member.watches().windowUsedMax()).isLessThan(1_000);
        }
    }

    private static void pass(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void what_a_listener_throws_ends_its_watch_and_comes_back_to_it() {
        IllegalStateException mine = new IllegalStateException("mine");
        Recorder failing = new Recorder(item -> {
            throw mine;
        });
        try (WatchHandle watch = db.watch(Watch.key("a"), failing)) {
            await().until(() -> !failing.ends.isEmpty());
            db.put("a", "1");
        }
        await().until(() -> member.watches().open() == 0);
        assertThat(failing.ends).containsExactly(Optional.of(mine));
        assertThat(failing.items).isEmpty();
    }

    @Test
    void a_listener_is_told_the_end_of_its_watch_and_of_its_client_once() {
        Recorder refused = new Recorder(item -> {});
        Recorder open = new Recorder(item -> {});
        WatchHandle future = db.watch(Watch.key("a").from(store.revision() + 9), refused);
        WatchHandle untilTheEnd = db.watch(Watch.key("a"), open);
        await().until(() -> !refused.ends.isEmpty() && !open.items.isEmpty());
        assertThat(refused.ends.get(0)).get().isInstanceOf(FutureRevisionException.class);

        db.close();

        await().until(() -> !open.ends.isEmpty());
        assertThat(open.ends.get(0)).get().isInstanceOf(ClientClosedException.class);
        future.close();
        untilTheEnd.close();
        assertThat(open.ends).hasSize(1);
        assertThat(refused.ends).hasSize(1);
    }

    @Test
    void a_listener_may_close_its_watch_and_the_client() {
        Recorder[] recorder = new Recorder[1];
        recorder[0] = new Recorder(item -> db.close());
        db.watch(Watch.key("a"), recorder[0]);
        await().until(() -> !recorder[0].ends.isEmpty());
        assertThat(recorder[0].items).hasSize(1);
    }

    /** Asks for what it is told to, and breaks no rule itself. */
    private static final class Subscriber implements Flow.Subscriber<WatchItem> {
        final List<WatchItem> items = new CopyOnWriteArrayList<>();
        final List<Throwable> errors = new CopyOnWriteArrayList<>();
        final AtomicInteger completions = new AtomicInteger();
        final AtomicInteger inside = new AtomicInteger();
        final AtomicInteger atOnceMax = new AtomicInteger();
        volatile Flow.Subscription subscription;

        @Override
        public void onSubscribe(Flow.Subscription newSubscription) {
            subscription = newSubscription;
        }

        @Override
        public void onNext(WatchItem item) {
            atOnceMax.accumulateAndGet(inside.incrementAndGet(), Math::max);
            items.add(item);
            inside.decrementAndGet();
        }

        @Override
        public void onError(Throwable error) {
            errors.add(error);
        }

        @Override
        public void onComplete() {
            completions.incrementAndGet();
        }
    }

    @Test
    void a_subscriber_is_given_what_it_asks_for_and_no_more() {
        long before = store.revision();
        for (int i = 0; i < 100; i++) {
            db.put("a", "" + i);
        }
        Subscriber subscriber = new Subscriber();
        db.publish(Watch.key("a").from(before + 1)).subscribe(subscriber);
        await().until(() -> member.watches().open() == 1);
        assertThat(subscriber.items).isEmpty();
        subscriber.subscription.request(3);
        await().until(() -> subscriber.items.size() == 3);
        subscriber.subscription.request(1);
        subscriber.subscription.request(1);
        await().until(() -> subscriber.items.size() == 5);
        subscriber.subscription.request(Long.MAX_VALUE);
        subscriber.subscription.request(Long.MAX_VALUE);
        await().untilAsserted(() -> assertThat(subscriber.items).hasSize(101));
        assertThat(subscriber.atOnceMax).hasValue(1);

        subscriber.subscription.cancel();
        subscriber.subscription.cancel();
        await().until(() -> member.watches().open() == 0);
        db.put("a", "after");
        assertThat(subscriber.items).hasSize(101);
        assertThat(subscriber.errors).isEmpty();
        assertThat(subscriber.completions).hasValue(0);
    }

    @Test
    void a_hiccup_is_no_error_and_an_end_is() {
        Subscriber subscriber = new Subscriber();
        db.publish(Watch.key("a")).subscribe(subscriber);
        subscriber.subscription.request(Long.MAX_VALUE);
        await().until(() -> subscriber.items.size() == 1);
        member.watches().cut();
        db.put("a", "1");
        await().until(() -> subscriber.items.size() == 2);

        db.close();

        await().until(() -> subscriber.errors.size() == 1);
        assertThat(subscriber.errors.get(0)).isInstanceOf(ClientClosedException.class);
        assertThat(subscriber.completions).hasValue(0);
    }

    @Test
    void a_wrong_request_from_within_on_subscribe_is_told_after_it() {
        List<String> order = new CopyOnWriteArrayList<>();
        try (KvClient direct = KvClient.builder()
                .endpoints(member.address())
                .executor(Runnable::run)
                .build()) {
            direct.publish(Watch.key("a")).subscribe(new Flow.Subscriber<>() {
                @Override
                public void onSubscribe(Flow.Subscription subscription) {
                    subscription.request(0);
                    order.add("subscribed");
                }

                @Override
                public void onNext(WatchItem item) {
                    order.add("item");
                }

                @Override
                public void onError(Throwable reason) {
                    order.add(reason.getClass().getSimpleName());
                }

                @Override
                public void onComplete() {
                    order.add("complete");
                }
            });
            assertThat(order).containsExactly("subscribed", "IllegalArgumentException");
        }
        assertThat(member.seen(BodyCase.WATCH)).isEmpty();
    }

    @Test
    void each_subscriber_has_a_watch_of_its_own_and_a_wrong_request_ends_it() {
        Flow.Publisher<WatchItem> publisher = db.publish(Watch.key("a"));
        Subscriber good = new Subscriber();
        Subscriber wrong = new Subscriber();
        publisher.subscribe(good);
        publisher.subscribe(wrong);
        await().until(() -> member.watches().open() == 2);
        wrong.subscription.request(0);
        await().until(() -> wrong.errors.size() == 1);
        assertThat(wrong.errors.get(0)).isInstanceOf(IllegalArgumentException.class);
        await().until(() -> member.watches().open() == 1);
        good.subscription.request(1);
        await().until(() -> good.items.size() == 1);
        assertThatThrownBy(() -> publisher.subscribe(null)).isInstanceOf(NullPointerException.class);

        Subscriber refused = new Subscriber();
        db.publish(Watch.key("")).subscribe(refused);
        await().until(() -> refused.errors.size() == 1);
        assertThat(refused.errors.get(0)).isInstanceOf(InvalidArgumentException.class);
    }

    @Test
    void a_subscriber_that_throws_has_cancelled() throws InterruptedException {
        List<Throwable> uncaught = new CopyOnWriteArrayList<>();
        CountDownLatch set = new CountDownLatch(1);
        single.execute(() -> {
            Thread.currentThread().setUncaughtExceptionHandler((thread, thrown) -> uncaught.add(thrown));
            set.countDown();
        });
        set.await();
        db.publish(Watch.key("a")).subscribe(new Flow.Subscriber<>() {
            @Override
            public void onSubscribe(Flow.Subscription subscription) {
                subscription.request(5);
            }

            @Override
            public void onNext(WatchItem item) {
                throw new IllegalStateException("mine");
            }

            @Override
            public void onError(Throwable error) {}

            @Override
            public void onComplete() {}
        });
        await().until(() -> member.seen().stream()
                .anyMatch(request -> request.getWatchControl().getCancel()));
        await().until(() -> member.watches().open() == 0);
        assertThat(uncaught).hasSize(1);
    }
}
