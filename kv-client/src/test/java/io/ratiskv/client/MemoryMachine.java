package io.ratiskv.client;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;

/** The process of a {@link MemoryClient}: what all views of it share. */
final class MemoryMachine implements LeaseKeeper.World {
    private final MemoryDb db;
    private final String identity;
    private final LeaseKeeper keeper;
    private final Deque<Runnable> late = new ArrayDeque<>();
    private volatile Runnable onGrant = () -> {};
    private final List<Consistency> reads = new CopyOnWriteArrayList<>();
    private boolean paused;
    private volatile boolean cut;
    private volatile boolean closed;

    MemoryMachine(MemoryDb db, String identity) {
        this.db = db;
        this.identity = identity;
        this.keeper = new LeaseKeeper(this, db::nanoTime, new SplittableRandom(identity.hashCode()));
    }

    String identity() {
        return identity;
    }

    LeaseKeeper keeper() {
        return keeper;
    }

    void pause() {
        synchronized (late) {
            paused = true;
        }
    }

    void goOn() {
        List<Runnable> now;
        synchronized (late) {
            paused = false;
            now = List.copyOf(late);
            late.clear();
        }
        now.forEach(Runnable::run);
    }

    void cut(boolean isCut) {
        cut = isCut;
    }

    void onGrant(Runnable action) {
        onGrant = action;
    }

    void grants() {
        onGrant.run();
    }

    void reads(Consistency consistency) {
        reads.add(consistency);
    }

    /** How fresh each read was asked to be. */
    List<Consistency> reads() {
        return List.copyOf(reads);
    }

    void close() {
        keeper.close().forEach(this::revoke);
        closed = true;
    }

    /** Now, or when it goes on. */
    void run(Runnable task) {
        synchronized (late) {
            if (paused) {
                late.add(task);
                return;
            }
        }
        task.run();
    }

    void check() {
        if (closed) {
            throw new ClientClosedException("closed", Outcome.NOT_APPLIED, null);
        }
        if (Thread.currentThread().isInterrupted()) {
            throw new UnavailableException("given up by the caller", List.of(), null);
        }
        if (cut) {
            throw new UnavailableException("cut off", List.of(), null);
        }
    }

    @Override
    public CompletableFuture<List<Duration>> keepAlive(List<Long> ids, Duration deadline) {
        return cut
                ? CompletableFuture.failedFuture(new UnavailableException("cut off", List.of(), null))
                : CompletableFuture.completedFuture(db.keepAlive(ids));
    }

    @Override
    public void revoke(long id) {
        if (!cut) {
            db.endLease(id);
        }
    }

    @Override
    public void after(long nanos, Runnable task) {
        db.after(nanos, this, task);
    }

    @Override
    public Executor listeners() {
        return Runnable::run;
    }
}
