package io.ratiskv.jepsen.holder;

import io.ratiskv.client.Fence;
import io.ratiskv.client.Kv;
import io.ratiskv.client.KvClient;
import io.ratiskv.client.KvException;
import io.ratiskv.client.Outcome;
import io.ratiskv.client.recipes.FencedLock;
import io.ratiskv.client.recipes.LockLostException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * A process that takes locks, each in a thread of its own, writes what they protect, and gives them back, again and again. It is
 * naive: it never looks whether it still holds a lock before it writes. Now and then it writes with a fence that it had long ago.
 *
 * <p>Arguments: endpoints, its name, prefix of the locks, prefix of what they protect, number of locks, time to live in
 * milliseconds, whether writes carry fences, seed, file for events. Ends on SIGTERM, after what is under way.
 */
public final class LockHolder implements Runnable {
    private static final Duration LOCK_PATIENCE = Duration.ofSeconds(5);
    private static final Duration ATTEMPT_TIMEOUT = Duration.ofMillis(250);
    private static final Duration CALL_DEADLINE = Duration.ofSeconds(5);
    private static final int WRITES_MAX = 6;
    private static final int REST_MAX_MILLIS = 25;
    private static final int STALE_EVERY = 4;
    private static final long STOP_TIMEOUT_SECONDS = 8;

    private static volatile boolean stopping;

    private final KvClient client;
    private final String holder;
    private final String lockName;
    private final String protectedKey;
    private final FencedLock lock;
    private final boolean fenced;
    private final Random random;
    private final EventFile events;
    private long oldFence;
    private long writes;

    private LockHolder(
            KvClient client,
            String holder,
            String lockName,
            String protectedKey,
            Duration ttl,
            boolean fenced,
            Random random,
            EventFile events) {
        this.client = client;
        this.holder = holder;
        this.lockName = lockName;
        this.protectedKey = protectedKey;
        this.lock = FencedLock.of(client, lockName, ttl);
        this.fenced = fenced;
        this.random = random;
        this.events = events;
    }

    public static void main(String[] args) throws InterruptedException, IOException {
        String name = args[1];
        int locks = Integer.parseInt(args[4]);
        Duration ttl = Duration.ofMillis(Long.parseLong(args[5]));
        long seed = Long.parseLong(args[7]);
        List<Thread> threads = new ArrayList<>();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            stopping = true;
            threads.forEach(LockHolder::join);
        }));
        try (EventFile events = new EventFile(Path.of(args[8]));
                KvClient client = KvClient.builder()
                        .endpoints(List.of(args[0].split(",")))
                        .name(name)
                        .attemptTimeout(ATTEMPT_TIMEOUT)
                        .deadline(CALL_DEADLINE)
                        .build()) {
            for (int i = 0; i < locks; i++) {
                LockHolder one = new LockHolder(
                        client,
                        name + "-" + i,
                        args[2] + i,
                        args[3] + i,
                        ttl,
                        Boolean.parseBoolean(args[6]),
                        new Random(seed * 31 + i),
                        events);
                threads.add(new Thread(one, "holder-" + i));
            }
            threads.forEach(Thread::start);
            for (Thread thread : threads) {
                thread.join();
            }
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join(TimeUnit.SECONDS.toMillis(STOP_TIMEOUT_SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void run() {
        try {
            while (!stopping) {
                round();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void round() throws InterruptedException {
        long acquire = events.begin(holder, "acquire", lockName);
        OptionalLong fence;
        try {
            fence = lock.tryLock(LOCK_PATIENCE);
        } catch (KvException | LockLostException e) {
            events.end(acquire, "info", e.getClass().getSimpleName());
            TimeUnit.MILLISECONDS.sleep(REST_MAX_MILLIS);
            return;
        }
        if (fence.isEmpty()) {
            events.end(acquire, "fail", "patience");
            return;
        }
        long mine = fence.getAsLong();
        events.end(acquire, "ok", Long.toString(mine));
        try {
            for (int i = 1 + random.nextInt(WRITES_MAX); i > 0; i--) {
                write(mine);
                TimeUnit.MILLISECONDS.sleep(random.nextInt(REST_MAX_MILLIS));
            }
        } finally {
            // As of before the release began: until then nobody else may have been given the lock.
            boolean held = lock.isHeld();
            long release = events.begin(holder, "release", lockName, Long.toString(mine), Boolean.toString(held));
            try {
                lock.unlock();
                events.end(release, "ok");
            } catch (KvException e) {
                events.end(release, "info", e.getClass().getSimpleName());
            }
        }
        if (fenced && oldFence > 0 && random.nextInt(STALE_EVERY) == 0) {
            write(oldFence);
        }
        oldFence = mine;
        TimeUnit.MILLISECONDS.sleep(random.nextInt(REST_MAX_MILLIS));
    }

    private void write(long fence) {
        String value = fence + ":" + holder + ":" + ++writes;
        long write = events.begin(holder, "write", lockName, Long.toString(fence), value);
        try {
            Kv kv = fenced ? client.withFences(Fence.of(fence)) : client;
            events.end(write, "ok", Long.toString(kv.put(protectedKey, value).revision()));
        } catch (KvException e) {
            events.end(
                    write,
                    e.outcome() == Outcome.NOT_APPLIED ? "fail" : "info",
                    e.getClass().getSimpleName());
        }
    }
}
