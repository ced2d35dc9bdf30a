package io.ratiskv.server;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What undoes the steps of starting, last step first.
 *
 * <p>Thread: any, one at a time; nothing is added while or after it closes (see {@link KvServer#close}).
 */
final class Stops implements AutoCloseable {
    private final Deque<Stop> started = new ArrayDeque<>();

    /** Undoes one step of starting. */
    @FunctionalInterface
    interface Stop {
        void stop() throws IOException, InterruptedException;
    }

    synchronized void push(Stop stop) {
        started.push(stop);
    }

    /** Every step is tried, and failures are thrown at the end. */
    @Override
    public synchronized void close() throws IOException, InterruptedException {
        IOException failure = null;
        while (!started.isEmpty()) {
            try {
                started.pop().stop();
            } catch (IOException | RuntimeException e) {
                if (failure == null) {
                    failure = new IOException("a room did not stop cleanly: " + e, e);
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
