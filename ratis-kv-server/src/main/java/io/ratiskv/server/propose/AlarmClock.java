package io.ratiskv.server.propose;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one tick: when it is due and not before, and at most once every {@link #PACE}. The tick sets the alarm again for
 * what still waits.
 *
 * <p>None is lost: the alarm counts as not set from before the tick looks around. Who finds it set after having begun to wait
 * is seen by that tick; who finds it not set sets it.
 *
 * <p>Thread: the tick runs on the scheduler's; the rest by any.
 */
public final class AlarmClock implements Alarm {
    /** Least time between two runs: what is due meanwhile is dealt with together. */
    public static final Duration PACE = Duration.ofMillis(5);

    private static final Logger LOG = LoggerFactory.getLogger(AlarmClock.class);

    private final Scheduler scheduler;
    private final LongSupplier nanoTime;
    private long ranNanos;
    private volatile @Nullable Ring set;
    private volatile @Nullable Tick tick;

    /** Runs a task after a delay; what it returns takes the task back, as far as it can. */
    @FunctionalInterface
    public interface Scheduler {
        /** @throws RejectedExecutionException after the end of the owner */
        Runnable after(Duration delay, Runnable task);

        static Scheduler of(ScheduledExecutorService executor) {
            return (delay, task) -> {
                ScheduledFuture<?> run = executor.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
                return () -> run.cancel(false);
            };
        }
    }

    private record Tick(String what, Runnable task) {}

    /** One setting of the clock; identity is what counts. */
    private static final class Ring {
        final long dueNanos;
        Runnable takeBack = () -> {};

        Ring(long dueNanos) {
            this.dueNanos = dueNanos;
        }
    }

    /** @param nanoTime the clock of the moments that are named; the scheduler's delays go by the same */
    public AlarmClock(Scheduler scheduler, LongSupplier nanoTime) {
        this.scheduler = scheduler;
        this.nanoTime = nanoTime;
        this.ranNanos = nanoTime.getAsLong() - PACE.toNanos();
    }

    /**
     * What is run, once soon and then as it is due. Until this is said, nothing is.
     *
     * @param what to complete "could not", if it fails; it is then tried again
     */
    public void runs(String what, Runnable task) {
        tick = new Tick(what, task);
        by(nanoTime.getAsLong());
    }

    @Override
    public void by(long dueNanos) {
        Ring ring = set;
        if (ring == null || ring.dueNanos - dueNanos > 0) {
            setFor(dueNanos);
        }
    }

    private synchronized void setFor(long dueNanos) {
        long next = ranNanos + PACE.toNanos();
        Ring ring = new Ring(next - dueNanos > 0 ? next : dueNanos);
        Ring before = set;
        if (before != null && before.dueNanos - ring.dueNanos <= 0) {
            return;
        }
        if (before != null) {
            before.takeBack.run();
        }
        set = ring;
        try {
            Duration delay = Duration.ofNanos(Math.max(0, ring.dueNanos - nanoTime.getAsLong()));
            ring.takeBack = scheduler.after(delay, () -> run(ring));
        } catch (RejectedExecutionException e) {
            LOG.debug("This member is stopping: nothing runs any more when it is due", e);
        }
    }

    private void run(Ring ring) {
        synchronized (this) {
            if (set != ring) {
                return; // Set anew for an earlier moment meanwhile.
            }
            set = null;
            ranNanos = nanoTime.getAsLong();
        }
        Tick due = tick;
        if (due != null) {
            try {
                due.task().run();
            } catch (RuntimeException e) {
                LOG.error("Could not {}; tried again soon", due.what(), e);
                by(nanoTime.getAsLong());
            }
        }
    }
}
