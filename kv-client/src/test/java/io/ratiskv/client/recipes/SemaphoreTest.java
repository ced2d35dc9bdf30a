package io.ratiskv.client.recipes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.ratiskv.client.InvalidArgumentException;
import io.ratiskv.client.Lease;
import io.ratiskv.client.MemoryClient;
import io.ratiskv.client.MemoryDb;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SemaphoreTest {
    private static final Duration TTL = Duration.ofSeconds(10);
    private static final Duration SOON = Duration.ofMillis(30);

    private final MemoryDb db = new MemoryDb();
    private final MemoryClient alice = db.client("alice");
    private final Semaphore alices = Semaphore.of(alice, "limits/a", TTL);
    private final Semaphore bobs = Semaphore.of(db.client("bob"), "limits/a", TTL);

    @Test
    void there_are_as_many_as_the_first_one_has_said() {
        assertThat(alices.permits()).isZero();
        assertThat(alices.init(3)).isEqualTo(3);
        assertThat(bobs.init(5)).isEqualTo(3);
        bobs.set(4);
        assertThat(alices.permits()).isEqualTo(4);
    }

    @Test
    void no_more_are_out_than_there_are() throws Exception {
        alices.init(3);
        Permit two = alices.acquire(2);
        Permit one = bobs.acquire();
        assertThat(bobs.tryAcquire(1, SOON)).isEmpty();
        assertThat(two.isHeld()).isTrue();
        two.close();
        assertThat(two.isHeld()).isFalse();
        assertThat(bobs.tryAcquire(2, SOON)).isPresent();
        one.close();
        assertThat(one.fence().token()).isPositive();
    }

    @Test
    void who_wants_many_is_not_overtaken() throws Exception {
        alices.init(2);
        Permit held = alices.acquire();
        CompletableFuture<Permit> many = Elsewhere.run(() -> bobs.acquire(2));
        await().until(() -> db.openWatches().size() == 1);
        CompletableFuture<Permit> few = Elsewhere.run(() -> bobs.acquire(1));
        await().until(() -> db.openWatches().size() == 2);
        assertThat(few).isNotDone();
        held.close();
        many.join().close();
        assertThat(few.join().isHeld()).isTrue();
    }

    @Test
    void more_permits_let_more_in() throws Exception {
        CompletableFuture<Permit> waiting = Elsewhere.run(alices::acquire);
        await().until(() -> db.openWatches().size() == 1);
        bobs.set(1);
        assertThat(waiting.join().isHeld()).isTrue();
    }

    @Test
    void the_permit_of_a_crashed_holder_comes_back() throws Exception {
        alices.init(1);
        Permit lost = alices.acquire();
        List<Lease.State> told = new ArrayList<>();
        lost.onState(told::add);
        CompletableFuture<Permit> waiting = Elsewhere.run(bobs::acquire);
        await().until(() -> db.openWatches().size() == 1);
        alice.pause();
        db.pass(TTL);
        assertThat(waiting.join().isHeld()).isTrue();
        assertThat(lost.isHeld()).isFalse();
        assertThat(told).containsExactly(Lease.State.ALIVE, Lease.State.LOST);
    }

    @Test
    void nonsense_is_refused_by_name() {
        assertThatThrownBy(() -> alices.acquire(0)).isInstanceOf(InvalidArgumentException.class);
        assertThatThrownBy(() -> alices.init(-1))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("permits");
    }

    @Test
    void many_threads_never_hold_more_than_there_are() {
        alices.init(3);
        AtomicInteger out = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        List<CompletableFuture<Boolean>> workers = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            int permits = 1 + i % 2;
            Semaphore semaphore = i < 3 ? alices : bobs;
            workers.add(Elsewhere.run(() -> {
                for (int round = 0; round < 10; round++) {
                    try (Permit permit = semaphore.acquire(permits)) {
                        most.accumulateAndGet(out.addAndGet(permit.permits()), Math::max);
                        out.addAndGet(-permit.permits());
                    }
                }
                return true;
            }));
        }
        workers.forEach(CompletableFuture::join);
        assertThat(most.get()).isBetween(1, 3);
        assertThat(db.leases()).isEmpty();
    }
}
