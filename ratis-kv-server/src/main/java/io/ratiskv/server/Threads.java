package io.ratiskv.server;

import java.util.concurrent.ThreadFactory;

/** Names for the threads that {@link KvServer} owns. */
final class Threads {
    private Threads() {}

    /** Daemon threads of one name: the process ends when the server is closed, not when they feel like it. */
    static ThreadFactory named(String name) {
        return task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        };
    }
}
