package io.ratiskv.server.propose;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Where batches are built: runs one task at a time, now or after a delay. */
public interface ProposeThread extends Executor {
    /** Runs the task not before the delay is over. Throws RejectedExecutionException after shutdown, as {@link #execute}. */
    void after(Duration delay, Runnable task);

    /** @param executor of a single thread; its owner shuts it down */
    static ProposeThread of(ScheduledExecutorService executor) {
        return new ProposeThread() {
            @Override
            public void execute(Runnable task) {
                executor.execute(task);
            }

            @Override
            @SuppressWarnings("FutureReturnValueIgnored") // The tasks handle their failures.
            public void after(Duration delay, Runnable task) {
                executor.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
            }
        };
    }
}
