package io.ratiskv.server.fakes;

import io.ratiskv.server.propose.AlarmClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runs what is put off when a {@link ManualClock} has come that far, on the caller's thread. */
public final class ManualTimer implements AlarmClock.Scheduler {
    private final ManualClock clock;
    private final List<Task> tasks = new ArrayList<>();
    private int ran;

    // Identity is what counts.
    private static final class Task {
        final long dueNanos;
        final Runnable what;

        Task(long dueNanos, Runnable what) {
            this.dueNanos = dueNanos;
            this.what = what;
        }
    }

    public ManualTimer(ManualClock clock) {
        this.clock = clock;
    }

    @Override
    public Runnable after(Duration delay, Runnable what) {
        Task task = new Task(clock.in(delay), what);
        tasks.add(task);
        return () -> tasks.remove(task);
    }

    /** Lets time pass; what comes due meanwhile runs at its moment, in order. */
    public void pass(Duration time) {
        long end = clock.in(time);
        Task next = first();
        while (next != null && next.dueNanos - end <= 0) {
            tasks.remove(next);
            clock.advance(Duration.ofNanos(Math.max(0, next.dueNanos - clock.getAsLong())));
            ran++;
            next.what.run();
            next = first();
        }
        clock.advance(Duration.ofNanos(end - clock.getAsLong()));
    }

    /** How often it has woken up. */
    public int ran() {
        return ran;
    }

    /** How much is put off now. */
    public int waiting() {
        return tasks.size();
    }

    private @Nullable Task first() {
        Task first = null;
        for (Task task : tasks) {
            if (first == null || task.dueNanos - first.dueNanos < 0) {
                first = task;
            }
        }
        return first;
    }
}
