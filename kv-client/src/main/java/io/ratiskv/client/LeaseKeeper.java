package io.ratiskv.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * Keeps the leases of one client alive: wakes when the first one has a third of its time behind it, asks for all that
 * are about to be due in batches, and asks again, with jitter, until the store answers or a lease's own end has come.
 * How many leases there are is bounded by the store, for each session.
 *
 * <p>Any thread; never waits.
 */
final class LeaseKeeper {
    /** Most ids in one request. */
    static final int BATCH_MAX = 1_000;

    private static final long CALL_MIN_NANOS = Duration.ofMillis(50).toNanos();
    private static final long CALL_MAX_NANOS = Duration.ofSeconds(10).toNanos();
    private static final long RETRY_MIN_NANOS = Duration.ofMillis(5).toNanos();
    private static final long RETRY_MAX_NANOS = Duration.ofMillis(250).toNanos();
    // Leases with a little less behind them are asked for as well, so that in time all go together.
    private static final int INTERVAL_FRACTION = 3;
    private static final int TOGETHER_FRACTION = 6;

    /** What it needs of the world around it. */
    interface World {
        /** Each lease's time to live; zero if there is none. */
        CompletableFuture<List<Duration>> keepAlive(List<Long> ids, Duration deadline);

        /** Ends a lease with its keys as well as that can be done. */
        void revoke(long id);

        /** Runs {@code task} after so long, or never if the client is closed by then. */
        void after(long nanos, Runnable task);

        /** Where listeners are told. */
        Executor listeners();
    }

    private final World world;
    private final LongSupplier clock;
    private final RandomGenerator random;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Long, KeptLease> leases = new LinkedHashMap<>();
    private boolean awaits;
    private long wakeNanos;
    private boolean closed;

    /** @param clock monotonic nanoseconds */
    LeaseKeeper(World world, LongSupplier clock, RandomGenerator random) {
        this.world = world;
        this.clock = clock;
        this.random = random;
    }

    /** A batch that was sent. */
    private record Batch(List<KeptLease> leases, long sentNanos, Duration deadline) {
        List<Long> ids() {
            return leases.stream().map(KeptLease::id).toList();
        }
    }

    long nanoTime() {
        return clock.getAsLong();
    }

    Executor listenersExecutor() {
        return world.listeners();
    }

    /**
     * Keeps a lease from now on.
     *
     * @param sentNanos when its grant was sent, or later
     */
    Lease keep(long id, Duration ttl, long sentNanos) {
        KeptLease lease = new KeptLease(this, id, new LeaseTerm(ttl.toNanos(), sentNanos));
        lock.lock();
        try {
            if (closed) {
                throw new ClientClosedException("the client is closed", Outcome.NOT_APPLIED, null);
            }
            leases.put(id, lease);
            wakeAt(lease.wakeNanos(), nanoTime());
        } finally {
            lock.unlock();
        }
        return lease;
    }

    void forget(KeptLease lease) {
        lock.lock();
        try {
            leases.remove(lease.id(), lease);
        } finally {
            lock.unlock();
        }
    }

    void revoke(long id) {
        world.revoke(id);
    }

    /** Takes no more leases; those it has are closed. Answers those that lived, for somebody to revoke. */
    List<Long> close() {
        lock.lock();
        try {
            closed = true;
        } finally {
            lock.unlock();
        }
        List<KeptLease> all = all();
        all.forEach(KeptLease::abandon);
        return all.stream().map(KeptLease::id).toList();
    }

    /** When a lease is to be asked for: at a third of its time, a little earlier at random. */
    long dueNanos(LeaseTerm term) {
        long interval = term.ttlNanos() / INTERVAL_FRACTION;
        return term.sentNanos() + interval - random.nextLong(Math.max(1, interval / 10));
    }

    private void wake() {
        List<Batch> batches = new ArrayList<>();
        List<KeptLease> all = all();
        all.forEach(KeptLease::look);
        lock.lock();
        try {
            long now = nanoTime();
            leases.values().removeIf(KeptLease::isOver);
            if (leases.values().stream().anyMatch(lease -> lease.isDue(now))) {
                batches.addAll(batches(now));
            }
            awaitNext(now);
        } finally {
            lock.unlock();
        }
        batches.forEach(this::send);
        // Last and without the lock: listeners may run on this thread, may take their time, and close leases.
        all.forEach(KeptLease::tellOthers);
    }

    private List<KeptLease> all() {
        lock.lock();
        try {
            return List.copyOf(leases.values());
        } finally {
            lock.unlock();
        }
    }

    private List<Batch> batches(long now) {
        List<Batch> batches = new ArrayList<>();
        List<KeptLease> batch = new ArrayList<>();
        for (KeptLease lease : leases.values()) {
            if (lease.isDue(now + lease.ttlNanos() / TOGETHER_FRACTION)) {
                lease.asks();
                batch.add(lease);
            }
            if (batch.size() == BATCH_MAX) {
                batches.add(batch(batch, now));
                batch = new ArrayList<>();
            }
        }
        if (!batch.isEmpty()) {
            batches.add(batch(batch, now));
        }
        return batches;
    }

    private static Batch batch(List<KeptLease> leases, long now) {
        long shortest = leases.stream().mapToLong(KeptLease::ttlNanos).min().orElse(CALL_MAX_NANOS);
        long nanos = Math.min(CALL_MAX_NANOS, Math.max(CALL_MIN_NANOS, shortest / INTERVAL_FRACTION));
        return new Batch(leases, now, Duration.ofNanos(nanos));
    }

    private void awaitNext(long now) {
        long next = 0;
        boolean any = false;
        for (KeptLease lease : leases.values()) {
            long wanted = lease.wakeNanos();
            if (!any || wanted - next < 0) {
                next = wanted;
                any = true;
            }
        }
        if (any) {
            wakeAt(next, now);
        }
    }

    private void wakeAt(long next, long now) {
        // An earlier wake that is under way sees to what comes later.
        if (!(awaits && wakeNanos - next <= 0 && wakeNanos - now > 0)) {
            awaits = true;
            wakeNanos = next;
            world.after(Math.max(TimeUnit.MILLISECONDS.toNanos(1), next - now), this::wake);
        }
    }

    private void send(Batch batch) {
        world.keepAlive(batch.ids(), batch.deadline()).whenComplete((ttls, failure) -> {
            if (failure == null) {
                for (int i = 0; i < ttls.size(); i++) {
                    batch.leases().get(i).answered(batch.sentNanos(), ttls.get(i));
                }
            } else {
                unanswered(batch);
            }
            wake();
        });
    }

    /** Whatever went wrong: until its end a lease may yet be saved, and that end is known. */
    private void unanswered(Batch batch) {
        long now = nanoTime();
        for (KeptLease lease : batch.leases()) {
            long pause = Math.max(RETRY_MIN_NANOS, Math.min(RETRY_MAX_NANOS, lease.ttlNanos() / 20));
            lease.unanswered(now + pause / 2 + random.nextLong(pause / 2));
        }
    }
}
