package io.ratiskv.server;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps a periodic task alive: a scheduled executor silently drops a task that has thrown once. */
final class Guarded {
    private static final Logger LOG = LoggerFactory.getLogger(Guarded.class);

    private Guarded() {}

    static Runnable of(String what, Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                LOG.error("Could not {}; tried again at the next turn", what, e);
            }
        };
    }

    /** The task again and again, each time so long after it ended. */
    static void every(ScheduledExecutorService timer, long millis, String what, Runnable task) {
        timer.scheduleWithFixedDelay(of(what, task), millis, millis, TimeUnit.MILLISECONDS);
    }
}
