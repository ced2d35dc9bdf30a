package io.ratiskv.jepsen.show;

import io.ratiskv.client.KvClient;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Puts {@code prefix + 000000}, {@code prefix + 000001} and so on, each after the one before was acknowledged: whatever a
 * consistent copy holds of them is a prefix.
 *
 * <p>Thread: its own.
 */
final class Steps implements AutoCloseable {
    private final KvClient client;
    private final String prefix;
    private final AtomicLong acknowledged = new AtomicLong();
    private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
    private final Thread thread;
    private volatile boolean stopped;

    Steps(KvClient client, String prefix) {
        this.client = client;
        this.prefix = prefix;
        this.thread = new Thread(this::run, "steps");
        thread.start();
    }

    static String key(String prefix, long number) {
        return String.format("%s%08d", prefix, number);
    }

    /** So many are acknowledged. */
    long acknowledged() {
        return acknowledged.get();
    }

    private void run() {
        try {
            while (!stopped) {
                client.put(key(prefix, acknowledged.get()), Long.toString(acknowledged.get()));
                acknowledged.incrementAndGet();
            }
        } catch (RuntimeException e) {
            failure.set(e);
        }
    }

    /** Ends it; fails if a put has failed. */
    @Override
    public void close() {
        stopped = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        RuntimeException failed = failure.get();
        if (failed != null) {
            throw failed;
        }
    }
}
