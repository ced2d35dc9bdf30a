package io.ratiskv.client.recipes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ratiskv.client.KeyRange;
import io.ratiskv.client.Lease;
import io.ratiskv.client.MemoryClient;
import io.ratiskv.client.MemoryDb;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Tasks that run while a lock is held. */
class HeldTaskTest {
    private static final Duration TTL = Duration.ofSeconds(10);
    private final MemoryDb db = new MemoryDb();
    private final MemoryClient alice = db.client("alice");
    private final FencedLock alices = FencedLock.of(alice, "locks/a", TTL);

    @Test
    void a_task_runs_while_it_is_held_and_gets_the_fence() throws Exception {
        alice.admin().protect(KeyRange.prefix("data/"));
        String answer = alices.whileHeld(fence -> {
            alice.withFences(fence).put("data/x", "1");
            assertThat(alices.isHeld()).isTrue();
            return "done";
        });
        assertThat(answer).isEqualTo("done");
        assertThat(alices.isHeld()).isFalse();
        assertThat(alice.admin().protectedRanges().get(0).newestToken()).isPositive();
    }

    @Test
    void what_the_task_throws_comes_out_and_the_lock_is_free() {
        assertThatThrownBy(() -> alices.whileHeld(fence -> {
                    throw new java.io.IOException("theirs");
                }))
                .isInstanceOf(java.io.IOException.class)
                .hasMessage("theirs");
        assertThat(db.leases()).isEmpty();
    }

    @Test
    void a_task_is_interrupted_when_the_lock_is_at_risk() throws Exception {
        CompletableFuture<Boolean> started = new CompletableFuture<>();
        CompletableFuture<Object> task = Elsewhere.run(() -> {
            try {
                return alices.whileHeld(fence -> {
                    started.complete(true);
                    Thread.sleep(Duration.ofMinutes(1).toMillis());
                    return "not cancelled";
                });
            } finally {
                assertThat(Thread.currentThread().isInterrupted()).isFalse();
            }
        });
        started.join();
        alice.cut(true);
        // The client takes a millisecond off, in which the store counts.
        db.pass(TTL.multipliedBy(4).dividedBy(5).minusMillis(2));
        assertThat(task).isNotDone();
        db.pass(Duration.ofMillis(1));
        assertThatThrownBy(task::join)
                .cause()
                .isInstanceOf(LockLostException.class)
                .hasMessageContaining("at risk")
                .hasCauseInstanceOf(InterruptedException.class);
        assertThat(db.openWatches()).isEmpty();
    }

    @Test
    void the_interrupt_of_a_task_does_not_wait_for_listeners_of_the_program() throws Exception {
        CompletableFuture<Boolean> started = new CompletableFuture<>();
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        List<Boolean> before = new CopyOnWriteArrayList<>();
        CompletableFuture<Object> task = Elsewhere.run(() -> {
            alices.lockAndGetFence();
            alices.onState(state -> {
                if (state == Lease.State.AT_RISK) {
                    before.add(interrupted
                            .completeOnTimeout(false, 5, TimeUnit.SECONDS)
                            .join());
                }
            });
            return alices.whileHeld(fence -> {
                started.complete(true);
                try {
                    Thread.sleep(Duration.ofMinutes(1).toMillis());
                } catch (InterruptedException e) {
                    interrupted.complete(true);
                    throw e;
                }
                return "not cancelled";
            });
        });
        started.join();
        alice.cut(true);
        db.pass(TTL.multipliedBy(4).dividedBy(5));
        assertThat(before).containsExactly(true);
        assertThatThrownBy(task::join).hasCauseInstanceOf(LockLostException.class);
    }

    @Test
    void a_task_that_ends_well_after_the_lock_was_lost_has_not_ended_well() {
        assertThatThrownBy(() -> alices.whileHeld(fence -> {
                    alice.pause();
                    db.pass(TTL);
                    return "too late";
                }))
                .isInstanceOf(LockLostException.class)
                .hasMessageContaining("lost before the task had ended");
    }

    @Test
    void a_task_that_ends_while_it_is_at_risk_has_ended_in_time() throws Exception {
        String answer = alices.whileHeld(fence -> {
            alice.cut(true);
            db.pass(TTL.multipliedBy(9).dividedBy(10));
            return "just";
        });
        assertThat(answer).isEqualTo("just");
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void as_many_tasks_may_stand_on_one_hold_as_come() throws Exception {
        alices.lockAndGetFence();
        for (int i = 0; i < 1_100; i++) {
            String answer = alices.whileHeld(fence -> "done");
            assertThat(answer).isEqualTo("done");
        }
        alices.unlock();
    }
}
