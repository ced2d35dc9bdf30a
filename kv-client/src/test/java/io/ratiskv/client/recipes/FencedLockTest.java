package io.ratiskv.client.recipes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.ratiskv.client.Bytes;
import io.ratiskv.client.FenceException;
import io.ratiskv.client.KeyRange;
import io.ratiskv.client.KeyValue;
import io.ratiskv.client.Lease;
import io.ratiskv.client.MemoryClient;
import io.ratiskv.client.MemoryDb;
import io.ratiskv.client.Range;
import io.ratiskv.client.UnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class FencedLockTest {
    private static final Duration TTL = Duration.ofSeconds(10);
    private final MemoryDb db = new MemoryDb();
    private final MemoryClient alice = db.client("alice");
    private final MemoryClient bob = db.client("bob");
    private final FencedLock alices = FencedLock.of(alice, "locks/a", TTL);
    private final FencedLock bobs = FencedLock.of(bob, "locks/a", TTL);

    private void awaitWaiters(int count) {
        await().until(() -> db.openWatches().size() == count);
    }

    @Test
    void one_has_it_at_a_time_and_fences_grow() throws Exception {
        long first = alices.lockAndGetFence();
        assertThat(alices.isHeld()).isTrue();
        assertThat(bobs.tryLock()).isEmpty();
        CompletableFuture<Long> second = Elsewhere.run(bobs::lockAndGetFence);
        awaitWaiters(1);
        assertThat(second).isNotDone();
        alices.unlock();
        assertThat(second.join()).isGreaterThan(first);
        assertThat(alices.isHeld()).isFalse();
    }

    @Test
    void the_key_tells_where_the_fence_comes_from_and_who_holds_it() throws Exception {
        long fence = alices.lockAndGetFence();
        KeyValue key = bob.range(Range.prefix("locks/a/q/")).entries().get(0);
        assertThat(key.createRevision()).isEqualTo(fence);
        assertThat(key.keyText()).isEqualTo(String.format("locks/a/q/%016x", key.lease()));
        assertThat(key.valueText()).startsWith("alice ");
        alices.unlock();
        assertThat(bob.range(Range.all()).entries()).isEmpty();
        assertThat(db.leases()).isEmpty();
    }

    @Test
    void a_thread_may_lock_it_again_and_must_unlock_as_often() throws Exception {
        long fence = alices.lockAndGetFence();
        assertThat(alices.lockAndGetFence()).isEqualTo(fence);
        assertThat(alices.tryLock()).hasValue(fence);
        alices.unlock();
        alices.unlock();
        assertThat(alices.isHeld()).isTrue();
        assertThat(Elsewhere.run(alices::isHeld).join()).isFalse();
        assertThat(Elsewhere.run(alices::tryLock).join()).isEmpty();
        alices.unlock();
        assertThat(bobs.tryLock()).isPresent();
    }

    @Test
    void unlocking_what_is_not_held_names_it() {
        assertThatThrownBy(alices::unlock)
                .isInstanceOf(IllegalMonitorStateException.class)
                .hasMessageContaining("'locks/a' is not held by thread");
        assertThatThrownBy(alices::fence).isInstanceOf(IllegalMonitorStateException.class);
        assertThatThrownBy(() -> FencedLock.of(alice, "locks/", TTL)).hasMessageContaining("'locks/'");
    }

    @Test
    void a_try_that_takes_too_long_leaves_nothing_behind() throws Exception {
        alices.lockAndGetFence();
        long revision = db.revision();
        assertThat(bobs.tryLock()).isEmpty();
        assertThat(db.revision()).as("who sees it held does not even join").isEqualTo(revision);
        assertThat(bobs.tryLock(Duration.ofMillis(30))).isEmpty();
        assertThat(db.leases()).hasSize(1);
        assertThat(db.openWatches()).isEmpty();
    }

    @Test
    void an_interrupted_waiter_leaves_nothing_behind() throws Exception {
        alices.lockAndGetFence();
        CompletableFuture<Thread> waiter = new CompletableFuture<>();
        CompletableFuture<Long> waiting = Elsewhere.run(() -> {
            waiter.complete(Thread.currentThread());
            return bobs.lockAndGetFence();
        });
        awaitWaiters(1);
        waiter.join().interrupt();
        assertThatThrownBy(waiting::join).hasCauseInstanceOf(InterruptedException.class);
        assertThat(db.leases()).hasSize(1);
        assertThat(db.openWatches()).isEmpty();
    }

    @Test
    void those_who_wait_get_it_in_the_order_in_which_they_came() throws Exception {
        alices.lockAndGetFence();
        List<Integer> order = new CopyOnWriteArrayList<>();
        List<CompletableFuture<Void>> waiting = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            int who = i;
            waiting.add(Elsewhere.run(() -> {
                bobs.lockAndGetFence();
                order.add(who);
                bobs.unlock();
                return null;
            }));
            awaitWaiters(i + 1);
        }
        alices.unlock();
        waiting.forEach(CompletableFuture::join);
        assertThat(order).containsExactly(0, 1, 2, 3, 4, 5);
    }

    @Test
    void each_waiter_watches_only_the_one_before_it() throws Exception {
        alices.lockAndGetFence();
        List<CompletableFuture<Long>> waiting = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            waiting.add(Elsewhere.run(bobs::lockAndGetFence));
            awaitWaiters(i + 1);
        }
        List<Bytes> line = alice
                .range(Range.prefix("locks/a/q/").order(Range.Order.ascending(Range.SortBy.CREATE_REVISION)))
                .entries()
                .stream()
                .map(KeyValue::key)
                .toList();
        assertThat(db.watched())
                .containsExactlyInAnyOrder(
                        line.subList(0, 4).stream().map(KeyRange::key).toArray(KeyRange[]::new));
        assertThat(waiting).noneMatch(CompletableFuture::isDone);
    }

    @Test
    void a_waiter_that_gives_up_lets_nobody_past_the_holder() throws Exception {
        alices.lockAndGetFence();
        CompletableFuture<OptionalLong> impatient = Elsewhere.run(() -> bobs.tryLock(Duration.ofMillis(300)));
        awaitWaiters(1);
        CompletableFuture<Long> patient = Elsewhere.run(bobs::lockAndGetFence);
        awaitWaiters(2);
        assertThat(impatient.join()).isEmpty();
        awaitWaiters(1);
        assertThat(patient).isNotDone();
        alices.unlock();
        assertThat(patient.join()).isPositive();
    }

    @Test
    void a_crashed_holder_keeps_others_out_for_its_time_to_live_and_no_longer() throws Exception {
        alices.lockAndGetFence();
        CompletableFuture<Long> next = Elsewhere.run(bobs::lockAndGetFence);
        awaitWaiters(1);
        alice.pause();
        db.pass(TTL.minusMillis(1));
        assertThat(next).isNotDone();
        db.pass(Duration.ofMillis(1));
        assertThat(next.join()).isPositive();
    }

    @Test
    void a_holder_that_lives_keeps_it_for_as_long_as_it_likes() throws Exception {
        alices.lockAndGetFence();
        db.pass(Duration.ofHours(1));
        assertThat(alices.isHeld()).isTrue();
        assertThat(alices.remaining()).isGreaterThan(TTL.dividedBy(2));
        assertThat(bobs.tryLock()).isEmpty();
    }

    @Test
    void a_paused_holder_knows_that_it_lost_it_and_its_fence_is_stale() throws Exception {
        alice.admin().protect(KeyRange.prefix("data/"));
        alices.lockAndGetFence();
        alice.withFences(alices.fence()).put("data/x", "alice");
        alice.pause();
        db.pass(TTL.multipliedBy(2));
        bobs.lockAndGetFence();
        bob.withFences(bobs.fence("data/")).put("data/x", "bob");

        // It has not looked at anything yet: what it writes now was decided before the pause.
        assertThatThrownBy(() -> alice.withFences(alices.fence()).put("data/x", "alice"))
                .isInstanceOf(FenceException.class);
        assertThat(alices.isHeld()).isFalse();
        assertThatThrownBy(alices::lockAndGetFence)
                .isInstanceOf(LockLostException.class)
                .hasMessageContaining("'locks/a'");
        alice.goOn();
        alices.unlock();
        assertThat(bob.get("data/x").orElseThrow().valueText()).isEqualTo("bob");
        assertThat(bobs.isHeld()).isTrue();
    }

    @Test
    void at_no_time_do_two_believe_to_hold_it() throws Exception {
        alices.lockAndGetFence();
        alice.cut(true);
        CompletableFuture<Long> next = Elsewhere.run(bobs::lockAndGetFence);
        awaitWaiters(1);
        // The store's time and the client's run alike; the client's has begun earlier.
        for (int i = 0; i < 100 && alices.isHeld(); i++) {
            assertThat(next).isNotDone();
            db.pass(Duration.ofMillis(100));
        }
        assertThat(alices.isHeld()).isFalse();
        assertThat(next.join()).isPositive();
    }

    @Test
    void a_waiter_that_paused_too_long_takes_the_last_place() throws Exception {
        alices.lockAndGetFence();
        MemoryClient carol = db.client("carol");
        CompletableFuture<Long> paused = Elsewhere.run(FencedLock.of(carol, "locks/a", TTL)::lockAndGetFence);
        awaitWaiters(1);
        CompletableFuture<Long> patient = Elsewhere.run(bobs::lockAndGetFence);
        awaitWaiters(2);
        carol.pause();
        db.pass(TTL);
        alices.unlock();
        long second = patient.join();
        carol.goOn();
        await().until(() -> alice.range(Range.prefix("locks/a/q/")).entries().size() == 2);
        assertThat(paused).isNotDone();
        db.endLease(alice.range(Range.prefix("locks/a/q/")).entries().get(0).lease());
        assertThat(paused.join()).isGreaterThan(second);
    }

    @Test
    void compaction_does_not_keep_a_waiter_waiting() throws Exception {
        alices.lockAndGetFence();
        CompletableFuture<Long> next = Elsewhere.run(bobs::lockAndGetFence);
        awaitWaiters(1);
        alice.put("other", "x");
        db.compact();
        assertThat(next).isNotDone();
        alices.unlock();
        db.compact();
        assertThat(next.join()).isPositive();
    }

    @Test
    void listeners_are_told_of_risk_and_loss() throws Exception {
        List<Lease.State> told = new ArrayList<>();
        alices.lockAndGetFence();
        alices.onState(told::add);
        alice.cut(true);
        db.pass(TTL);
        assertThat(told).containsExactly(Lease.State.ALIVE, Lease.State.AT_RISK, Lease.State.LOST);
    }

    @Test
    void a_lock_that_cannot_be_had_for_want_of_a_store_says_so_and_leaves_nothing() {
        alice.cut(true);
        assertThatThrownBy(alices::lockAndGetFence).isInstanceOf(UnavailableException.class);
        assertThat(db.leases()).isEmpty();
    }

    @Test
    void many_threads_of_many_clients_never_meet_inside() {
        AtomicInteger inside = new AtomicInteger();
        AtomicLong newest = new AtomicLong();
        List<CompletableFuture<Integer>> workers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            FencedLock lock = i % 2 == 0 ? alices : bobs;
            workers.add(Elsewhere.run(() -> {
                int met = 0;
                for (int round = 0; round < 25; round++) {
                    long fence = lock.lockAndGetFence();
                    met += inside.incrementAndGet() - 1;
                    met += newest.getAndSet(fence) >= fence ? 1 : 0;
                    Thread.onSpinWait();
                    inside.decrementAndGet();
                    lock.unlock();
                }
                return met;
            }));
        }
        assertThat(workers.stream().mapToInt(CompletableFuture::join).sum()).isZero();
        assertThat(db.leases()).isEmpty();
    }
}
