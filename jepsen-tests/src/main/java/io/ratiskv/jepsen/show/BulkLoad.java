package io.ratiskv.jepsen.show;

import io.ratiskv.client.KvClient;
import io.ratiskv.client.Put;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Puts many keys, one request each, with a bounded number of them under way. */
final class BulkLoad {
    private final List<KvClient> clients;
    private final int inFlight;
    private final int valueBytes;
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    BulkLoad(List<KvClient> clients, int inFlight, int valueBytes) {
        this.clients = clients;
        this.inFlight = inFlight;
        this.valueBytes = valueBytes;
    }

    /** Puts {@code prefix + 00000000} and so on; returns the nanoseconds that it took. */
    long run(String prefix, long keys) {
        long began = System.nanoTime();
        AtomicLong next = new AtomicLong();
        List<Thread> threads = clients.stream()
                .map(client -> new Thread(() -> load(client, prefix, next, keys), "bulk-load"))
                .toList();
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted", e);
            }
        }
        Throwable failed = failure.get();
        if (failed != null) {
            throw new IllegalStateException("a put failed", failed);
        }
        return System.nanoTime() - began;
    }

    /** What the key of this number has. */
    static byte[] value(long number, int bytes) {
        byte[] value = new byte[bytes];
        new Random(number).nextBytes(value);
        return value;
    }

    private void load(KvClient client, String prefix, AtomicLong next, long keys) {
        Semaphore permits = new Semaphore(inFlight);
        for (long i = next.getAndIncrement(); i < keys && failure.get() == null; i = next.getAndIncrement()) {
            byte[] value = value(i, valueBytes);
            permits.acquireUninterruptibly();
            client.async()
                    .put(Put.of(String.format("%s%08d", prefix, i), value))
                    .whenComplete((result, failed) -> {
                        permits.release();
                        if (failed != null) {
                            failure.compareAndSet(null, failed);
                        }
                    });
        }
        permits.acquireUninterruptibly(inFlight);
    }
}
