package io.ratiskv.client;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs a task on an executor each time it is asked to, one run at a time, each run seeing what the one before did.
 * Requests made while it runs lead to one more run.
 */
final class SerialTask {
    private final Executor executor;
    private final Runnable task;
    private final AtomicInteger requests = new AtomicInteger();

    SerialTask(Executor executor, Runnable task) {
        this.executor = executor;
        this.task = task;
    }

    void request() {
        if (requests.getAndIncrement() == 0) {
            executor.execute(this::run);
        }
    }

    private void run() {
        int seen = requests.get();
        try {
            task.run();
        } finally {
            // Handed over anew, not looped: others that share the executor get their turn.
            if (requests.addAndGet(-seen) != 0) {
                executor.execute(this::run);
            }
        }
    }
}
