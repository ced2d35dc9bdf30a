package io.ratiskv.server.fakes;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** An executor that runs its tasks when told, on the caller's thread. */
public final class TaskQueue implements Executor {
    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
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
