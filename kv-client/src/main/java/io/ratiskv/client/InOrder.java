package io.ratiskv.client;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Runs tasks one at a time in the order in which they came, on another executor. Whatever one throws is reported to the
 * thread's handler of uncaught exceptions, and the next one runs. Any thread.
 *
 * <p>In two steps, for those who decide on the order under a lock of their own: {@link #add} may be called there, {@link
 * #start} must not, as the executor may run the tasks on its caller.
 */
final class InOrder {
    private final Executor executor;
    private final ReentrantLock lock = new ReentrantLock();
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private boolean running;

    InOrder(Executor executor) {
        this.executor = executor;
    }

    /** Has its place from now on, and runs after the next {@link #start}, or before it. */
    void add(Runnable task) {
        lock.lock();
        try {
            tasks.add(task);
        } finally {
            lock.unlock();
        }
    }

    /** Hands what was added to the executor, unless it is at it already. */
    void start() {
        lock.lock();
        try {
            if (running || tasks.isEmpty()) {
                return;
            }
            running = true;
        } finally {
            lock.unlock();
        }
        executor.execute(this::runAll);
    }

    private void runAll() {
        for (Runnable task = next(); task != null; task = next()) {
            try {
                task.run();
            } catch (RuntimeException | Error theirs) {
                Thread thread = Thread.currentThread();
                thread.getUncaughtExceptionHandler().uncaughtException(thread, theirs);
            }
        }
    }

    private @Nullable Runnable next() {
        lock.lock();
        try {
            Runnable task = tasks.poll();
            running = task != null;
            return task;
        } finally {
            lock.unlock();
        }
    }
}
