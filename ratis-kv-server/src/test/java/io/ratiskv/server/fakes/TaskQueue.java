package io.ratiskv.server.fakes;

import io.ratiskv.server.propose.ProposeThread;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;

/** An executor that runs its tasks when told, on the caller's thread. */
public final class TaskQueue implements ProposeThread {
    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    private final List<Runnable> later = new ArrayList<>();
    private final List<Duration> delays = new ArrayList<>();
    private final int capacity;

    public TaskQueue() {
        this(Integer.MAX_VALUE);
    }

    public TaskQueue(int capacity) {
        this.capacity = capacity;
    }

    @Override
    public void execute(Runnable task) {
        if (tasks.size() >= capacity) {
            throw new RejectedExecutionException("full");
        }
        tasks.add(task);
    }

    /** Puts the task off until {@link #delaysPass}. */
    @Override
    public void after(Duration delay, Runnable task) {
        delays.add(delay);
        later.add(task);
    }

    /** For how long tasks were put off, since the beginning. */
    public List<Duration> delays() {
        return List.copyOf(delays);
    }

    /** Hands in what was put off, the delays being over. */
    public void delaysPass() {
        List<Runnable> due = List.copyOf(later);
        later.clear();
        due.forEach(this::execute);
    }

    public int size() {
        return tasks.size();
    }

    /** Runs until nothing is left, later tasks included. */
    public void runAll() {
        while (!tasks.isEmpty()) {
            tasks.remove().run();
        }
    }
}
