package io.ratiskv.client.recipes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.ratiskv.client.Bytes;
import io.ratiskv.client.MemoryClient;
import io.ratiskv.client.MemoryDb;
import io.ratiskv.client.Range;
import io.ratiskv.client.UnavailableException;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

/** Those who wait for their turn: when they are interrupted, and when the store is away. */
class WaitingTest {
    private static final Duration TTL = Duration.ofSeconds(10);
    private static final Duration LONG = Duration.ofMinutes(1);

    private final MemoryDb db = new MemoryDb();
    private final MemoryClient alice = db.client("alice");
    private final MemoryClient bob = db.client("bob");
    private final FencedLock alices = FencedLock.of(alice, "locks/a", TTL);
    private final FencedLock bobs = FencedLock.of(bob, "locks/a", TTL);

    @Test
    void an_interrupt_is_an_interrupt_also_while_the_store_is_asked() {
        Map<String, Callable<?>> waits = Map.of(
                "lock", alices::lockAndGetFence,
                "try", alices::tryLock,
                "election", () -> LeaderElection.of(alice, "elections/a", TTL).campaign("me"),
                "semaphore", () -> Semaphore.of(alice, "limits/a", TTL).acquire(),
                "barrier", () -> DoubleBarrier.of(alice, "barriers/a", 2, TTL).enter(LONG),
                "latch", () -> CountDownLatch.of(alice, "latches/a").await(LONG));
        waits.forEach((name, waiting) -> {
            CompletableFuture<?> done = Elsewhere.run(() -> {
                Thread.currentThread().interrupt();
                return waiting.call();
            });
            assertThatThrownBy(done::join).as(name).hasCauseInstanceOf(InterruptedException.class);
        });
        assertThat(db.leases()).isEmpty();
        assertThat(db.openWatches()).isEmpty();
    }

    @Test
    void a_waiter_keeps_its_place_while_the_store_is_away_and_its_lease_lives() throws Exception {
        alices.lockAndGetFence();
        CompletableFuture<Long> waiting = Elsewhere.run(bobs::lockAndGetFence);
        await().until(() -> db.openWatches().size() == 1);
        long place = alice.range(Range.prefix("locks/a/q/")).entries().stream()
                .mapToLong(entry -> entry.createRevision())
                .max()
                .orElseThrow();
        bob.cut(true);
        // It looks again now, and nobody answers.
        alices.unlock();
        await().until(() -> db.openWatches().isEmpty());
        await().pollDelay(Duration.ofMillis(250)).until(() -> !waiting.isDone());
        bob.cut(false);
        assertThat(waiting.join()).isEqualTo(place);
    }

    @Test
    void who_looks_at_all_looks_again_as_well() throws Exception {
        Semaphore.of(alice, "limits/a", TTL).init(1);
        Permit held = Semaphore.of(alice, "limits/a", TTL).acquire();
        CompletableFuture<Permit> waiting =
                Elsewhere.run(() -> Semaphore.of(bob, "limits/a", TTL).acquire());
        await().until(() -> db.openWatches().size() == 1);
        bob.cut(true);
        held.close();
        await().until(() -> db.openWatches().isEmpty());
        await().pollDelay(Duration.ofMillis(250)).until(() -> !waiting.isDone());
        bob.cut(false);
        assertThat(waiting.join().isHeld()).isTrue();
        assertThat(bob.get(Bytes.of("limits/a/permits"))).isPresent();
    }

    @Test
    void who_waits_for_a_time_is_told_at_its_end_that_the_store_is_away() throws Exception {
        alices.lockAndGetFence();
        CompletableFuture<OptionalLong> waiting = Elsewhere.run(() -> bobs.tryLock(Duration.ofMillis(700)));
        await().until(() -> db.openWatches().size() == 1);
        bob.cut(true);
        alices.unlock();
        assertThat(waiting)
                .failsWithin(LONG)
                .withThrowableOfType(ExecutionException.class)
                .withCauseInstanceOf(UnavailableException.class);
    }
}
