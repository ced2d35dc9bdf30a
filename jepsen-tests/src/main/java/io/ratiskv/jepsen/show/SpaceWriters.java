package io.ratiskv.jepsen.show;

import io.ratiskv.client.KvClient;
import io.ratiskv.client.KvException;
import io.ratiskv.client.OutOfSpaceException;
import io.ratiskv.client.Put;
import io.ratiskv.jepsen.workload.Clients;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Random;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Clients that put keys of their own until there is no space for so long that they give up, and that delete keys again. What a
 * value is follows from its key.
 *
 * <p>Thread: one.
 */
final class SpaceWriters implements AutoCloseable {
    private static final Duration HURRY = Duration.ofSeconds(2);

    private final List<KvClient> clients = new ArrayList<>();
    private final int valueBytes;
    private final NavigableSet<String> acknowledged = new ConcurrentSkipListSet<>();
    private final AtomicReference<@Nullable OutOfSpaceException> refusal = new AtomicReference<>();
    private final AtomicInteger slowestMillis = new AtomicInteger();

    SpaceWriters(String endpoints, int count, int valueBytes) {
        this.valueBytes = valueBytes;
        for (int i = 0; i < count; i++) {
            clients.add(Clients.patient(endpoints, "space-" + i)
                    .attemptTimeout(Duration.ofSeconds(2))
                    .build());
        }
    }

    /** The first of the clients. */
    KvClient client() {
        return clients.get(0);
    }

    /** Keys that were acknowledged and not deleted again. */
    NavigableSet<String> acknowledged() {
        return acknowledged;
    }

    /** Why one of them was refused last. */
    OutOfSpaceException refusal() {
        OutOfSpaceException last = refusal.get();
        if (last == null) {
            throw new IllegalStateException("nobody was refused");
        }
        return last;
    }

    /** Longest that a delete took, refusals on its way included. */
    int slowestDeleteMillis() {
        return slowestMillis.get();
    }

    /** Puts until every client was refused for want of space for this long without a break. */
    void fill(String prefix, Duration refusedFor, int keysMax) {
        all(i -> {
            KvClient client = clients.get(i);
            int failures = 0;
            for (int n = 0; n < keysMax; n++) {
                String key = prefix + i + "/" + String.format("%06d", n);
                try {
                    client.withDeadline(refusedFor).put(Put.of(key, value(key)));
                    acknowledged.add(key);
                } catch (OutOfSpaceException e) {
                    refusal.set(e);
                    return;
                } catch (KvException e) {
                    // An election, or a slow machine: no word about space.
                    if (++failures > 20) {
                        throw e;
                    }
                }
            }
        });
    }

    /** Deletes these keys one by one; whoever is told to come back does, for as long as the client's deadline. */
    void delete(List<String> keys) {
        all(i -> {
            for (int n = i; n < keys.size(); n += clients.size()) {
                long began = System.nanoTime();
                clients.get(i).withDeadline(Duration.ofMinutes(2)).delete(keys.get(n));
                acknowledged.remove(keys.get(n));
                int millis = (int) TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
                slowestMillis.accumulateAndGet(millis, Math::max);
            }
        });
    }

    /** Whether a put goes now. */
    boolean canPut(String key) {
        try {
            client().withDeadline(HURRY).put(Put.of(key, value(key)));
            acknowledged.add(key);
            return true;
        } catch (KvException e) {
            return false;
        }
    }

    /** Acknowledged keys that are not there, or hold something else. */
    List<String> missing() {
        Map<String, Boolean> intact =
                acknowledged.parallelStream().collect(Collectors.toConcurrentMap(key -> key, this::isIntact));
        return intact.entrySet().stream()
                .filter(entry -> !entry.getValue())
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    private boolean isIntact(String key) {
        return client().get(key)
                .map(found -> java.util.Arrays.equals(found.value().toArray(), value(key)))
                .orElse(false);
    }

    private byte[] value(String key) {
        byte[] value = new byte[valueBytes];
        new Random(key.hashCode()).nextBytes(value); // no compression helps
        return value;
    }

    private void all(java.util.function.IntConsumer work) {
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < clients.size(); i++) {
            int number = i;
            Thread thread = new Thread(() -> work.accept(number), "space-" + i);
            thread.setUncaughtExceptionHandler((ended, thrown) -> failure.compareAndSet(null, thrown));
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted", e);
            }
        }
        Throwable thrown = failure.get();
        if (thrown != null) {
            throw new IllegalStateException("a client failed: " + thrown.getMessage(), thrown);
        }
    }

    @Override
    public void close() {
        clients.forEach(client -> client.close(Duration.ofSeconds(1)));
    }
}
