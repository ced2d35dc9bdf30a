package io.ratiskv.client.recipes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.ratiskv.client.MemoryClient;
import io.ratiskv.client.MemoryDb;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ReadWriteLockTest {
    private static final Duration TTL = Duration.ofSeconds(10);

    private final MemoryDb db = new MemoryDb();
    private final MemoryClient alice = db.client("alice");
    private final ReadWriteLock alices = ReadWriteLock.of(alice, "locks/rw", TTL);
    private final ReadWriteLock bobs = ReadWriteLock.of(db.client("bob"), "locks/rw", TTL);

    @Test
    void readers_share_and_writers_do_not() throws Exception {
        alices.readLock().lockAndGetFence();
        assertThat(bobs.readLock().tryLock()).isPresent();
        assertThat(Elsewhere.run(bobs.writeLock()::tryLock).join()).isEmpty();
        alices.readLock().unlock();
        assertThat(Elsewhere.run(bobs.writeLock()::tryLock).join()).isEmpty();
        bobs.readLock().unlock();
        assertThat(bobs.writeLock().tryLock()).isPresent();
        assertThat(alices.writeLock().tryLock()).isEmpty();
        assertThat(alices.readLock().tryLock()).isEmpty();
    }

    @Test
    void a_reader_that_comes_after_a_waiting_writer_waits_for_it() throws Exception {
        long before = alices.readLock().lockAndGetFence();
        CompletableFuture<Long> writer = Elsewhere.run(() -> {
            long fence = bobs.writeLock().lockAndGetFence();
            bobs.writeLock().unlock();
            return fence;
        });
        await().until(() -> db.openWatches().size() == 1);
        CompletableFuture<Long> reader = Elsewhere.run(bobs.readLock()::lockAndGetFence);
        await().until(() -> db.openWatches().size() == 2);
        assertThat(reader).isNotDone();
        alices.readLock().unlock();
        assertThat(writer.join()).isGreaterThan(before);
        assertThat(reader.join()).isGreaterThan(writer.join());
    }

    @Test
    void a_writer_waits_for_all_readers_before_it() throws Exception {
        alices.readLock().lockAndGetFence();
        CompletableFuture<Boolean> go = new CompletableFuture<>();
        CompletableFuture<Boolean> second = Elsewhere.run(() -> {
            bobs.readLock().lockAndGetFence();
            go.join();
            bobs.readLock().unlock();
            return true;
        });
        await().until(() -> db.leases().size() == 2);
        CompletableFuture<Long> writer = Elsewhere.run(bobs.writeLock()::lockAndGetFence);
        await().until(() -> db.openWatches().size() == 1);
        go.complete(true);
        second.join();
        await().until(() -> db.openWatches().size() == 1);
        assertThat(writer).isNotDone();
        alices.readLock().unlock();
        assertThat(writer.join()).isPositive();
    }

    @Test
    void a_thread_that_would_wait_for_itself_is_told() throws Exception {
        alices.readLock().lockAndGetFence();
        assertThatThrownBy(alices.writeLock()::lockAndGetFence)
                .isInstanceOf(IllegalMonitorStateException.class)
                .hasMessageContaining("'locks/rw'");
        assertThat(alices.readLock().tryLock()).isPresent();
    }
}
