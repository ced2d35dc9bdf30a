package io.ratiskv.client.recipes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.ratiskv.client.Bytes;
import io.ratiskv.client.Consistency;
import io.ratiskv.client.KvClient;
import io.ratiskv.client.MemoryClient;
import io.ratiskv.client.MemoryDb;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Recipes ask for the newest state, also of a client whose reads are local unless they say otherwise: a lock that is
 * looked up at a member that lags behind is held by two.
 */
class LinearizableRecipesTest {
    private static final Duration TTL = Duration.ofSeconds(10);
    private static final Duration SOON = Duration.ofMillis(30);

    private final MemoryDb db = new MemoryDb();
    private final MemoryClient local = db.client("local", Consistency.LOCAL);

    /** Everything that one recipe asks the store. */
    interface Use {
        void of(KvClient local, KvClient other) throws Exception;
    }

    static Stream<Arguments> recipes() {
        return Stream.of(
                arguments("lock", (Use) LinearizableRecipesTest::lock),
                arguments("read-write lock", (Use) LinearizableRecipesTest::readWriteLock),
                arguments("semaphore", (Use) LinearizableRecipesTest::semaphore),
                arguments("election", (Use) LinearizableRecipesTest::election),
                arguments("latch", (Use) LinearizableRecipesTest::latch),
                arguments("barrier", (Use) LinearizableRecipesTest::barrier),
                arguments("counter", (Use) LinearizableRecipesTest::counter),
                arguments("registry", (Use) LinearizableRecipesTest::registry));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("recipes")
    void no_recipe_reads_as_its_client_does_by_default(String name, Use recipe) throws Exception {
        recipe.of(local, db.client("other"));
        assertThat(local.reads()).isNotEmpty().containsOnly(Consistency.LINEARIZABLE);
    }

    private static void lock(KvClient local, KvClient other) throws InterruptedException {
        use(FencedLock.of(local, "locks/a", TTL), FencedLock.of(other, "locks/a", TTL));
    }

    private static void use(FencedLock lock, FencedLock others) throws InterruptedException {
        lock.lockAndGetFence();
        lock.unlock();
        others.lockAndGetFence();
        assertThat(lock.tryLock()).isEmpty();
        assertThat(lock.tryLock(SOON)).isEmpty();
    }

    private static void readWriteLock(KvClient local, KvClient other) throws InterruptedException {
        use(
                ReadWriteLock.of(local, "locks/rw", TTL).writeLock(),
                ReadWriteLock.of(other, "locks/rw", TTL).readLock());
        use(
                ReadWriteLock.of(local, "locks/wr", TTL).readLock(),
                ReadWriteLock.of(other, "locks/wr", TTL).writeLock());
    }

    private static void semaphore(KvClient local, KvClient other) throws InterruptedException {
        Semaphore semaphore = Semaphore.of(local, "limits/a", TTL);
        semaphore.init(1);
        semaphore.set(2);
        assertThat(semaphore.permits()).isEqualTo(2);
        semaphore.acquire().close();
        assertThat(semaphore.tryAcquire(3, SOON)).isEmpty();
    }

    private static void election(KvClient local, KvClient other) throws InterruptedException {
        LeaderElection election = LeaderElection.of(local, "elections/a", TTL);
        election.campaign("me").close();
        LeaderElection.of(other, "elections/a", TTL).campaign("other");
        assertThat(election.leader()).isPresent();
        assertThat(election.campaign(Bytes.of("me"), SOON)).isEmpty();
    }

    private static void latch(KvClient local, KvClient other) throws InterruptedException {
        CountDownLatch latch = CountDownLatch.of(local, "latches/a");
        latch.init(1);
        assertThat(latch.count()).hasValue(1);
        assertThat(latch.await(SOON)).isFalse();
        latch.countDown();
        assertThat(latch.await(SOON)).isTrue();
    }

    private static void barrier(KvClient local, KvClient other) throws InterruptedException {
        DoubleBarrier barrier = DoubleBarrier.of(local, "barriers/a", 2, TTL);
        assertThat(barrier.enter(SOON)).isFalse();
        DoubleBarrier others = DoubleBarrier.of(other, "barriers/a", 2, TTL);
        CompletableFuture<Boolean> both = Elsewhere.run(() -> others.enter(TTL));
        barrier.enter();
        assertThat(both.join()).isTrue();
        assertThat(barrier.leave(SOON)).isFalse();
    }

    private static void counter(KvClient local, KvClient other) {
        AtomicCounter counter = AtomicCounter.of(local, "counters/a");
        counter.incrementAndGet();
        counter.compareAndSet(1, 2);
        counter.set(3);
        assertThat(counter.get()).isEqualTo(3);
    }

    private static void registry(KvClient local, KvClient other) {
        ServiceRegistry registry = ServiceRegistry.of(local, "services", TTL);
        try (Registration registration = registry.register("shop", "1", "host-1:80")) {
            registration.update(Bytes.of("host-1:81"));
            assertThat(registry.lookup("shop")).hasSize(1);
        }
    }
}
