package io.ratiskv.jepsen.show;

import io.ratiskv.client.KvClient;
import io.ratiskv.client.KvException;
import io.ratiskv.client.recipes.FencedLock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Holds a lock all the time and writes under its fence, into a range that is protected. Losing the lock is a problem: nobody
 * else wants it, and its holder is well.
 *
 * <p>Thread: its own; the public methods by one.
 */
final class LockKeeper {
    /** What is protected. */
    static final String PREFIX = "kept/";

    private static final Duration TTL = Duration.ofSeconds(10);
    private static final long REST_MILLIS = 20;
    private static final long STOP_MILLIS = 30_000;

    private final KvClient client;
    private final Runnable acknowledged;
    private final Consumer<String> failed;
    private final AtomicLong writes = new AtomicLong();
    private final ConcurrentLinkedQueue<String> problems = new ConcurrentLinkedQueue<>();
    private final Thread thread = new Thread(this::keep, "lock-keeper");
    private volatile boolean over;

    /**
     * @param acknowledged told of each write that was answered
     * @param failed told of each that was not, and why
     */
    LockKeeper(KvClient client, Runnable acknowledged, Consumer<String> failed) {
        this.client = client;
        this.acknowledged = acknowledged;
        this.failed = failed;
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    private void keep() {
        FencedLock lock = FencedLock.of(client, "locks/keeper", TTL);
        try {
            while (!over) {
                lock.lockAndGetFence();
                while (!over && lock.isHeld()) {
                    write(lock);
                    Thread.sleep(REST_MILLIS);
                }
                if (!over) {
                    problems.add("the lock was lost");
                }
                lock.unlock();
            }
        } catch (KvException e) {
            failed.accept("the lock: " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void write(FencedLock lock) {
        long number = writes.incrementAndGet();
        try {
            client.withFences(lock.fence()).put(PREFIX + "count", Long.toString(number));
            acknowledged.run();
        } catch (KvException e) {
            failed.accept("put under a fence: " + e);
        }
    }

    void stop() {
        over = true;
        try {
            thread.join(STOP_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    long writes() {
        return writes.get();
    }

    List<String> problems() {
        return List.copyOf(problems);
    }
}
