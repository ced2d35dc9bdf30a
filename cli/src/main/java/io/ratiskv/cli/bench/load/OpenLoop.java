package io.ratiskv.cli.bench.load;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * So many operations are due each second, evenly. The schedule never waits for the store: an operation that is sent late,
 * because too many were outstanding or this machine was busy, counts from when it was due.
 *
 * <p>Thread: one of its own issues; the others complete.
 */
final class OpenLoop implements Offering, Lane.Loop {
    /** How late after the window's end an operation that was due in it is still sent. */
    private static final long GRACE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    /** How often the pace looks up from waiting, to see whether the window has begun or is over. */
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final Work work;
    private final int perSecond;
    private final LanePool lanes;
    private final Thread thread = new Thread(this::pace, "bench-pace");
    private long beginNanos;
    /** From the beginning; not known yet: never. */
    private volatile long windowAt = Long.MAX_VALUE;

    private volatile long windowEnd = Long.MAX_VALUE;
    private volatile long unsent;
    private volatile boolean stopped;

    OpenLoop(Work work, int perSecond, int lanesMax, long seed) {
        this.work = work;
        this.perSecond = perSecond;
        this.lanes = new LanePool(lanesMax, number -> new Lane(this, number, seed));
        thread.setDaemon(true);
    }

    @Override
    public void start() {
        beginNanos = System.nanoTime();
        thread.start();
    }

    @Override
    public void beginWindow(long fromNanos, long lengthNanos) {
        windowEnd = fromNanos - beginNanos + lengthNanos;
        windowAt = fromNanos - beginNanos;
    }

    @Override
    public void stop() {
        stopped = true;
    }

    @Override
    public long awaitIdle(Duration patience) throws InterruptedException {
        thread.join();
        return lanes.awaitAll(patience).stream()
                .filter(lane -> lane.dueIn() == work.phases().window())
                .count();
    }

    @Override
    public long unsent() {
        return unsent;
    }

    private void pace() {
        try {
            long number = 0;
            for (long due = dueAt(number); due < windowEnd && !stopped; due = dueAt(++number)) {
                Lane lane = lane(due);
                if (lane == null) {
                    break;
                }
                issue(lane, due);
            }
            unsent = dueInWindowFrom(number);
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    /** A free lane when the time has come; null if the window is over before there is one. */
    private @Nullable Lane lane(long due) throws InterruptedException {
        for (long early = due - sinceBegin(); early > 0; early = due - sinceBegin()) {
            LockSupport.parkNanos(Math.min(early, LOOK_NANOS));
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            if (due >= windowEnd) {
                return null;
            }
        }
        Lane lane = null;
        while (lane == null && sinceBegin() - windowEnd < GRACE_NANOS) {
            lane = lanes.take(System.nanoTime() + LOOK_NANOS);
        }
        return lane;
    }

    private void issue(Lane lane, long due) {
        CompletableFuture<?> future = lane.issue(
                beginNanos + due,
                due < windowAt ? work.phases().warmup() : work.phases().window());
        // Not whenComplete, whose own future would wrap each refusal in an exception with a stack: of these there may
        // be many.
        future.handle((answer, failure) -> {
            lane.accept(answer, failure);
            return true;
        });
    }

    private long sinceBegin() {
        return System.nanoTime() - beginNanos;
    }

    /** From the beginning, in nanoseconds. */
    private long dueAt(long number) {
        return (long) (number * (1e9 / perSecond));
    }

    private long dueInWindowFrom(long number) {
        return Math.max(0, firstAt(windowEnd) - Math.max(number, firstAt(windowAt)));
    }

    private long firstAt(long nanos) {
        return (long) Math.ceil(nanos / (1e9 / perSecond));
    }

    @Override
    public void ended(Lane lane, boolean well) {
        lanes.give(lane);
    }

    @Override
    public Work work() {
        return work;
    }

    @Override
    public Meter meterOf(Lane lane) {
        Meter due = lane.dueIn();
        return due == null ? work.phases().current() : due;
    }
}
