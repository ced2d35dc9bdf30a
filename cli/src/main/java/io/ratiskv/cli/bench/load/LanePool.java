package io.ratiskv.cli.bench.load;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** The lanes of an open loop, made when first needed; the one that was free last is taken first. Any thread. */
final class LanePool {
    private final int max;
    private final IntFunction<Lane> maker;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition freed = lock.newCondition();
    private final Deque<Lane> free = new ArrayDeque<>();
    private final List<Lane> all = new ArrayList<>();

    LanePool(int max, IntFunction<Lane> maker) {
        this.max = max;
        this.maker = maker;
    }

    /** A lane, or null if none became free in time. */
    @Nullable
    Lane take(long untilNanos) throws InterruptedException {
        lock.lock();
        try {
            while (free.isEmpty() && all.size() == max) {
                long left = untilNanos - System.nanoTime();
                if (left <= 0) {
                    return null;
                }
                freed.awaitNanos(left);
            }
            Lane lane = free.poll();
            if (lane == null) {
                lane = maker.apply(all.size());
                all.add(lane);
            }
            return lane;
        } finally {
            lock.unlock();
        }
    }

    void give(Lane lane) {
        lock.lock();
        try {
            free.push(lane);
            freed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until all are free; answers those that were not in time. */
    List<Lane> awaitAll(Duration patience) throws InterruptedException {
        long until = System.nanoTime() + patience.toNanos();
        lock.lock();
        try {
            while (free.size() < all.size()) {
                long left = until - System.nanoTime();
                if (left <= 0) {
                    List<Lane> busy = new ArrayList<>(all);
                    busy.removeAll(free);
                    return busy;
                }
                freed.awaitNanos(left);
            }
            return List.of();
        } finally {
            lock.unlock();
        }
    }
}
