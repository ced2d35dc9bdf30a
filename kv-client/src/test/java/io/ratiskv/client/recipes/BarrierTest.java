package io.ratiskv.client.recipes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.ratiskv.client.MemoryClient;
import io.ratiskv.client.MemoryDb;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Latches and barriers. */
class BarrierTest {
    private static final Duration TTL = Duration.ofSeconds(10);
    private static final Duration SOON = Duration.ofMillis(30);

    private final MemoryDb db = new MemoryDb();
    private final MemoryClient alice = db.client("alice");
    private final MemoryClient bob = db.client("bob");

    private DoubleBarrier barrier(MemoryClient client) {
        return DoubleBarrier.of(client, "barriers/a", 2, TTL);
    }

    @Test
    void a_latch_opens_when_it_was_counted_down() throws Exception {
        CountDownLatch latch = CountDownLatch.of(alice, "latches/a");
        CompletableFuture<Boolean> early = Elsewhere.run(() -> {
            CountDownLatch.of(bob, "latches/a").await();
            return true;
        });
        await().until(() -> db.openWatches().size() == 1);
        assertThat(latch.count()).isEmpty();
        assertThat(latch.init(2)).isTrue();
        assertThat(latch.init(9)).isFalse();
        assertThat(latch.await(SOON)).isFalse();
        assertThat(latch.countDown()).isEqualTo(1);
        assertThat(latch.count()).hasValue(1);
        assertThat(early).isNotDone();
        assertThat(latch.countDown()).isZero();
        assertThat(early.join()).isTrue();
        assertThat(latch.countDown()).as("it does not go below").isZero();
        assertThat(latch.await(SOON)).isTrue();
        assertThat(latch.remove()).isTrue();
        assertThat(latch.remove()).isFalse();
    }

    @Test
    void a_latch_that_is_not_there_cannot_be_counted() {
        assertThatThrownBy(CountDownLatch.of(alice, "latches/a")::countDown)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("latches/a");
        assertThatThrownBy(() -> CountDownLatch.of(alice, "latches/a").init(-1)).hasMessageContaining("count");
    }

    @Test
    void nobody_gets_in_before_all_are_there_nor_out_before_all_have_left() throws Exception {
        DoubleBarrier alices = barrier(alice);
        DoubleBarrier bobs = barrier(bob);
        CompletableFuture<Boolean> first = Elsewhere.run(() -> alices.enter(Duration.ofMinutes(1)));
        await().until(() -> db.openWatches().size() == 1);
        assertThat(first).isNotDone();
        bobs.enter();
        assertThat(first.join()).isTrue();
        assertThat(alices.isInside()).isTrue();
        assertThatThrownBy(alices::enter).isInstanceOf(IllegalStateException.class);

        CompletableFuture<Boolean> leaving = Elsewhere.run(() -> alices.leave(Duration.ofMinutes(1)));
        await().until(() -> db.openWatches().size() == 1);
        assertThat(leaving).isNotDone();
        bobs.leave();
        assertThat(leaving.join()).isTrue();
        assertThatThrownBy(alices::leave).hasMessageContaining("'barriers/a' is not inside");

        alices.remove();
        assertThat(alices.enter(SOON)).as("the name can be used again").isFalse();
        assertThat(db.leases()).isEmpty();
    }

    @Test
    void who_crashes_inside_keeps_nobody_from_leaving() throws Exception {
        DoubleBarrier alices = barrier(alice);
        CompletableFuture<Boolean> first = Elsewhere.run(() -> alices.enter(Duration.ofMinutes(1)));
        DoubleBarrier bobs = barrier(bob);
        bobs.enter();
        first.join();
        bob.pause();
        CompletableFuture<Boolean> leaving = Elsewhere.run(() -> alices.leave(Duration.ofMinutes(1)));
        await().until(() -> db.openWatches().size() == 1);
        db.pass(TTL);
        assertThat(leaving.join()).isTrue();
        assertThat(bobs.isInside()).isFalse();
    }

    @Test
    void who_waited_through_a_pause_comes_again() throws Exception {
        DoubleBarrier alices = barrier(alice);
        CompletableFuture<Boolean> first = Elsewhere.run(() -> alices.enter(Duration.ofMinutes(1)));
        await().until(() -> db.openWatches().size() == 1);
        alice.pause();
        db.pass(TTL);
        alice.goOn();
        await().until(() -> db.leases().size() == 1);
        barrier(bob).enter();
        assertThat(first.join()).isTrue();
    }

    @Test
    void counters_count_each_once_and_hold_numbers_only() {
        AtomicCounter counter = AtomicCounter.of(alice, "counters/a");
        assertThat(counter.get()).isZero();
        assertThat(counter.incrementAndGet()).isEqualTo(1);
        assertThat(AtomicCounter.of(bob, "counters/a").addAndGet(9)).isEqualTo(10);
        assertThat(counter.updateAndGet(value -> value * 2)).isEqualTo(20);
        assertThat(counter.compareAndSet(1, 2)).isFalse();
        assertThat(counter.compareAndSet(20, 2)).isTrue();
        List<CompletableFuture<Long>> adding = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            adding.add(Elsewhere.run(counter::incrementAndGet));
        }
        adding.forEach(CompletableFuture::join);
        assertThat(counter.get()).isEqualTo(22);
        counter.set(Long.MAX_VALUE);
        assertThatThrownBy(counter::incrementAndGet).isInstanceOf(ArithmeticException.class);
        alice.put("counters/a", "many");
        assertThatThrownBy(counter::get).isInstanceOf(NumberFormatException.class);
    }
}
