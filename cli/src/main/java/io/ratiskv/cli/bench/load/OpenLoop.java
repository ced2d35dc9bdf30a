package io.ratiskv.cli.bench.load;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * So many operations are due each second, evenly. The schedule never waits for the store: an operation that is sent late,
 * because too many were outstanding or this machine was busy, counts from when it was due.
 *
 * <p>Thread: one of its own issues; the others complete.
 */
final class OpenLoop implements Offering, Lane.Loop {
    /** How late after the window's end an operation that was due in it is still sent. */
    private static final long GRACE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final Target target;
    private final Operation operation;
    private final Phases phases;
    private final int perSecond;
    private final LanePool lanes;
    private final Thread thread = new Thread(this::pace, "bench-pace");
    private long beginNanos;
    private long windowNanos;
    private long endNanos;
    private volatile long unsent;
    private volatile boolean stopped;

    OpenLoop(Target target, Operation operation, Phases phases, int perSecond, int lanesMax, long seed) {
        this.target = target;
        this.operation = operation;
        this.phases = phases;
        this.perSecond = perSecond;
        this.lanes = new LanePool(lanesMax, number -> new Lane(this, number, seed));
        thread.setDaemon(true);
    }

    @Override
    public void start(long begin, long window, long end) {
        beginNanos = begin;
        windowNanos = window;
        endNanos = end;
        thread.start();
    }

    @Override
    public void stop() {
        stopped = true;
    }

    @Override
    public long awaitIdle(Duration patience) throws InterruptedException {
        thread.join();
        return lanes.awaitAll(patience).stream()
                .filter(lane -> lane.dueIn() == phases.window())
                .count();
    }

    @Override
    public long unsent() {
        return unsent;
    }

    private void pace() {
        try {
            long number = 0;
            for (long due = dueNanos(number); due < endNanos && !stopped; due = dueNanos(++number)) {
                if (!issue(due)) {
                    break;
                }
            }
            unsent = dueInWindowFrom(number);
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    /** Sends an operation when it is due; false if the time is over. */
    private boolean issue(long due) throws InterruptedException {
        long now = System.nanoTime();
        while (now < due) {
            LockSupport.parkNanos(due - now);
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            now = System.nanoTime();
        }
        long latest = endNanos + GRACE_NANOS;
        Lane lane = now < latest ? lanes.take(latest) : null;
        if (lane == null) {
            return false;
        }
        CompletableFuture<?> future = lane.issue(due, due < windowNanos ? phases.warmup() : phases.window());
        future.whenComplete(lane);
        return true;
    }

    private long dueNanos(long number) {
        return beginNanos + (long) (number * (1e9 / perSecond));
    }

    private long dueInWindowFrom(long number) {
        long first = Math.max(number, firstAt(windowNanos));
        return Math.max(0, firstAt(endNanos) - first);
    }

    private long firstAt(long nanos) {
        return (long) Math.ceil((nanos - beginNanos) / (1e9 / perSecond));
    }

    @Override
    public void ended(Lane lane, boolean well) {
        lanes.give(lane);
    }

    @Override
    public Target target() {
        return target;
    }

    @Override
    public Operation operation() {
        return operation;
    }

    @Override
    public Meter current() {
        return phases.current();
    }

    @Override
    public Meter meterOf(Lane lane) {
        Meter due = lane.dueIn();
        return due == null ? phases.current() : due;
    }
}
