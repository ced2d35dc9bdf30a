package io.ratiskv.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.ratiskv.client.fake.FakeMember;
import io.ratiskv.client.fake.FakeMember.Action;
import io.ratiskv.client.fake.FakeStore;
import io.ratiskv.protocol.Request.BodyCase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A closed client is gone. */
class CloseTest {
    private static final AtomicInteger COUNT = new AtomicInteger();

    /** Netty's own thread, which ends a second after its last work: one that others left does not count. */
    private final List<Thread> before = threads("globalEventExecutor");

    private final FakeStore store = new FakeStore();
    private final FakeMember member = FakeMember.start(store);
    private final String name = "close-test-" + COUNT.incrementAndGet();
    private final KvClient db = KvClient.builder()
            .endpoints(member.address())
            .name(name)
            .deadline(Duration.ofSeconds(20))
            .build();

    @AfterEach
    void close() {
        db.close(Duration.ZERO);
        member.close();
    }

    private static List<Thread> threads(String prefix) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith(prefix))
                .toList();
    }

    private void assertNoThreadIsLeft() {
        // A thread of a pool that has ended is still there for the moment it takes to run out.
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(threads(name)).isEmpty());
        assertThat(threads("globalEventExecutor")).isSubsetOf(before);
    }

    @Test
    void no_thread_and_no_connection_is_left() {
        db.put("a", "1");
        db.async().get("a").thenApply(found -> db.get("a")).join();
        assertThat(threads(name)).hasSizeGreaterThan(1);

        db.close();

        assertNoThreadIsLeft();
        await().untilAsserted(() -> assertThat(member.connections()).isZero());
    }

    @Test
    void a_client_that_was_never_used_leaves_nothing_either() {
        db.close();
        assertNoThreadIsLeft();
    }

    @Test
    void closing_twice_does_no_harm_and_calls_afterwards_say_so() {
        db.put("a", "1");
        db.close();
        db.close();
        assertThatThrownBy(() -> db.get("a"))
                .isInstanceOfSatisfying(
                        ClientClosedException.class,
                        e -> assertThat(e.outcome()).isEqualTo(Outcome.NOT_APPLIED));
        assertThatThrownBy(() -> db.put("a", "1")).isInstanceOf(ClientClosedException.class);
        assertThatThrownBy(() -> db.async().put("a", "1").join()).hasCauseInstanceOf(ClientClosedException.class);
        assertThatThrownBy(() -> db.transact(tx -> tx.get("a"))).isInstanceOf(ClientClosedException.class);
        assertThatThrownBy(() -> db.unresolved()).isInstanceOf(ClientClosedException.class);
        assertThatThrownBy(() -> db.admin().members()).isInstanceOf(ClientClosedException.class);
        db.abandon(new RequestId("i", 1, 1, 1));
    }

    @Test
    void open_calls_are_waited_for() {
        db.put("a", "1");
        member.pause();
        CompletableFuture<PutResult> put = db.async().put("a", "2");
        CompletableFuture<Void> closing = CompletableFuture.runAsync(() -> db.close(Duration.ofSeconds(10)));
        await().until(() -> db.async().get("a").isCompletedExceptionally());
        member.resume();
        assertThat(put.join().revision()).isGreaterThan(0);
        closing.join();
        assertNoThreadIsLeft();
    }

    @Test
    void calls_still_open_when_patience_ends_are_told_what_is_known() {
        db.put("a", "1");
        member.script(request -> Action.LOSE_ANSWER);
        CompletableFuture<PutResult> put =
                db.async().withDeadline(Duration.ofMinutes(1)).put("a", "2");
        CompletableFuture<?> get =
                db.async().withDeadline(Duration.ofMinutes(1)).get("a");
        await().until(() -> store.applied() == 2);

        db.close(Duration.ofMillis(50));

        assertThatThrownBy(put::join).cause().isInstanceOfSatisfying(ClientClosedException.class, e -> {
            assertThat(e.outcome()).isEqualTo(Outcome.UNKNOWN);
            assertThat(e.requestId()).isPresent();
        });
        assertThatThrownBy(get::join)
                .cause()
                .isInstanceOfSatisfying(
                        ClientClosedException.class,
                        e -> assertThat(e.outcome()).isEqualTo(Outcome.NOT_APPLIED));
        assertNoThreadIsLeft();
    }

    @Test
    void whatever_a_call_waits_for_it_ends_with_the_client() {
        try (KvClient named = KvClient.builder()
                .endpoints(member.address())
                .name(name)
                .identity("i")
                .deadline(Duration.ofMinutes(1))
                .build()) {
            named.put("a", "1");
            RequestId id = new RequestId("i", 1, 1, 7);
            // A write that gets no answer, a takeover that waits for it, and a write that waits for the takeover.
            member.script(request -> request.hasPut() ? Action.LOSE_REQUEST : Action.SERVE);
            List<CompletableFuture<?>> open = new ArrayList<>();
            open.add(named.async().put("a", "2"));
            open.add(named.async().resolve(id));
            await().until(() -> !member.seen(BodyCase.RESOLVE).isEmpty());
            open.add(named.async().put("a", "3"));
            open.add(named.async().unresolved());
            open.add(named.async().resolve(id));

            named.close(Duration.ofMillis(50));

            open.forEach(call -> assertThatThrownBy(call::join).hasCauseInstanceOf(ClientClosedException.class));
            assertNoThreadIsLeft();
        }
    }

    @Test
    void a_client_may_be_closed_from_a_continuation_of_its_own() {
        db.async().put("a", "1").thenRun(db::close).join();
        assertNoThreadIsLeft();
    }
}
