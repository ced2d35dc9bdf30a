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
        // Handed over anew: others that share the executor get their turn. An executor that runs what it is given on
        // its caller has no others; there a loop keeps the stack from growing.
        boolean again = true;
        while (again) {
            again = runOnce() && ranHere();
        }
    }

    /** Answers whether it is to run again. */
    private boolean runOnce() {
        int seen = requests.get();
        boolean returned = false;
        try {
            task.run();
            returned = true;
        } finally {
            if (!returned && requests.addAndGet(-seen) != 0) {
                executor.execute(this::run);
            }
        }
        return requests.addAndGet(-seen) != 0;
    }

    /** Hands the next run over; answers whether the executor gave it back, to be run here. */
    private boolean ranHere() {
        HandOver next = new HandOver(Thread.currentThread());
        executor.execute(next);
        next.over = true;
        return next.back;
    }

    private final class HandOver implements Runnable {
        private final Thread from;
        // Of the thread that hands over alone.
        private boolean over;
        private boolean back;

        HandOver(Thread from) {
            this.from = from;
        }

        @Override
        public void run() {
            if (Thread.currentThread() == from && !over) {
                back = true;
            } else {
                SerialTask.this.run();
            }
        }
    }
}
