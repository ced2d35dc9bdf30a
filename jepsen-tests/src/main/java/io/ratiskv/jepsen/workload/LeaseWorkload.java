package io.ratiskv.jepsen.workload;

import io.ratiskv.client.Delete;
import io.ratiskv.client.Event;
import io.ratiskv.client.KeyValue;
import io.ratiskv.client.LeaseNotFoundException;
import io.ratiskv.client.Put;
import io.ratiskv.client.Range;
import io.ratiskv.client.RangeResult;
import io.ratiskv.client.Watch;
import io.ratiskv.client.WatchItem;
import io.ratiskv.client.WatchStream;
import io.ratiskv.jepsen.checker.LeaseChecks;
import io.ratiskv.jepsen.checker.Verdict;
import io.ratiskv.jepsen.history.Call;
import io.ratiskv.jepsen.history.LeaseAnswer;
import io.ratiskv.jepsen.history.LeaseRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Leases of one to three seconds: granted, kept alive for a while, at times at the last moment, then let go or revoked; keys are
 * put with them, detached and deleted meanwhile. A watch tells when each key goes.
 */
final class LeaseWorkload extends RecordedWorkload<LeaseRequest, LeaseAnswer> {
    /** So late a lease counts as one that stays for ever. Whatever faults there were are over by then. */
    static final Duration LATE_MAX = Duration.ofSeconds(20);

    private static final int TTL_MIN_MILLIS = 1_000;
    private static final int TTL_SPAN_MILLIS = 2_000;
    private static final int KEPT_MAX_MILLIS = 6_000;
    private static final int LEASES_PER_THREAD = 8;
    private static final int KEYS_PER_LEASE = 4;
    private static final Duration PATIENCE = Duration.ofMillis(200);
    private static final long REST_NANOS = TimeUnit.MILLISECONDS.toNanos(8);
    private static final long WATCH_TIMEOUT_SECONDS = 30;

    private final AtomicLong nextKey = new AtomicLong();
    private final List<List<Held>> held = new ArrayList<>();
    // Keys that were detached, or may have been.
    private final Set<String> loose = ConcurrentHashMap.newKeySet();
    private final AtomicLong lastEndNanos = new AtomicLong(System.nanoTime());
    private final int watcher = recorder().newProcess();
    private final CountDownLatch watching = new CountDownLatch(1);
    private volatile boolean over;
    private @Nullable Thread watch;

    /** A lease that this thread still does something with. Thread: that of its session. */
    private static final class Held {
        private final long id;
        private final long ttlNanos;
        private final long untilNanos;
        private final List<String> keys = new ArrayList<>();
        private long nextKeepNanos;

        Held(long id, long ttlMillis, long keptMillis) {
            this.id = id;
            this.ttlNanos = TimeUnit.MILLISECONDS.toNanos(ttlMillis);
            this.untilNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(keptMillis);
        }
    }

    LeaseWorkload(String name, WorkloadSetup setup) {
        super(name, setup);
        for (int i = 0; i < setup.threads(); i++) {
            held.add(new ArrayList<>());
        }
    }

    @Override
    void step(Session session) {
        if (session.number() == 0 && watch == null) {
            Thread thread = new Thread(this::watch, "lease-watch");
            thread.setDaemon(true);
            watch = thread;
            thread.start();
        }
        if (!isWatching()) {
            return;
        }
        List<Held> mine = held.get(session.number());
        if (session.random().nextInt(100) == 0) {
            session.call("read", new LeaseRequest.ReadAll(), () -> keys(session));
        } else if (mine.size() < LEASES_PER_THREAD && session.random().nextInt(4) == 0) {
            grant(session, mine);
        } else if (!mine.isEmpty()) {
            Held lease = mine.get(session.random().nextInt(mine.size()));
            if (!act(session, lease)) {
                mine.remove(lease);
            }
        }
        LockSupport.parkNanos(REST_NANOS);
    }

    /** Nothing is granted before the watch is there: each end shall be seen. */
    private boolean isWatching() {
        try {
            return watching.await(REST_NANOS, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void grant(Session session, List<Held> mine) {
        long ttlMillis = TTL_MIN_MILLIS + (long) session.random().nextInt(TTL_SPAN_MILLIS);
        Ended<LeaseAnswer> ended = session.call(
                "grant",
                new LeaseRequest.Grant(ttlMillis),
                () -> new LeaseAnswer.Granted(session.client().leases().grantOnce(Duration.ofMillis(ttlMillis))));
        if (ended.output() instanceof LeaseAnswer.Granted granted) {
            Held lease = new Held(granted.id(), ttlMillis, session.random().nextInt(KEPT_MAX_MILLIS));
            renewed(session, lease);
            mine.add(lease);
        }
    }

    private void renewed(Session session, Held lease) {
        long now = System.nanoTime();
        // Between well before and only just in time.
        lease.nextKeepNanos =
                now + (long) (lease.ttlNanos * (0.2 + 0.75 * session.random().nextDouble()));
        lastEndNanos.accumulateAndGet(now + lease.ttlNanos, (a, b) -> a - b > 0 ? a : b);
    }

    /** Does something with it; false: it is left alone from now on. */
    private boolean act(Session session, Held lease) {
        long now = System.nanoTime();
        if (now - lease.untilNanos > 0) {
            // Some of those let go are asked after, when they may have ended.
            if (session.random().nextInt(4) == 0) {
                return timeToLive(session, lease);
            }
            if (session.random().nextInt(4) == 0) {
                session.call(
                        "revoke",
                        new LeaseRequest.Revoke(lease.id),
                        () -> found(() -> {
                            session.client().leases().revoke(lease.id);
                            return new LeaseAnswer.At(0);
                        }));
            }
            return false;
        }
        if (now - lease.nextKeepNanos >= 0) {
            return keepAlive(session, lease);
        }
        return switch (session.random().nextInt(8)) {
            case 0 -> timeToLive(session, lease);
            case 1 -> detach(session, lease);
            case 2 -> delete(session, lease);
            default -> attach(session, lease);
        };
    }

    private boolean keepAlive(Session session, Held lease) {
        Ended<LeaseAnswer> ended = session.call(
                "keep-alive",
                new LeaseRequest.KeepAlive(lease.id),
                () -> lives(() -> session.client().leases().keepAlive(lease.id)));
        renewed(session, lease);
        return !(ended.output() instanceof LeaseAnswer.Lives lives) || lives.millis() > 0;
    }

    private boolean timeToLive(Session session, Held lease) {
        Ended<LeaseAnswer> ended = session.call(
                "ttl",
                new LeaseRequest.TimeToLive(lease.id),
                () -> lives(() -> session.anyPinned()
                        .leases()
                        .timeToLive(lease.id, session.random().nextBoolean())
                        .remaining()));
        return !(ended.output() instanceof LeaseAnswer.Lives lives) || lives.millis() > 0;
    }

    private boolean attach(Session session, Held lease) {
        if (lease.keys.size() < KEYS_PER_LEASE) {
            String key = String.format("%s%08d", setup.prefix(), nextKey.incrementAndGet());
            if (put(session, key, lease.id).ok()) {
                lease.keys.add(key);
            }
        }
        return true;
    }

    private boolean detach(Session session, Held lease) {
        if (lease.keys.size() > 1) {
            String key = lease.keys.remove(0);
            loose.add(key);
            put(session, key, 0);
        }
        return true;
    }

    private boolean delete(Session session, Held lease) {
        if (lease.keys.size() > 1) {
            String key = lease.keys.remove(0);
            session.call("delete", new LeaseRequest.Delete(key), () -> {
                var result = session.client().delete(Delete.key(key));
                // It may have gone with its lease.
                return result.deleted() == 0 ? null : new LeaseAnswer.At(result.revision());
            });
        }
        return true;
    }

    private Ended<LeaseAnswer> put(Session session, String key, long lease) {
        return session.call(
                "put",
                new LeaseRequest.Put(key, lease),
                () -> found(() -> {
                    Put put = lease == 0 ? Put.of(key, "") : Put.of(key, "").withLease(lease);
                    return new LeaseAnswer.At(session.client().put(put).revision());
                }));
    }

    private static @Nullable LeaseAnswer found(java.util.function.Supplier<LeaseAnswer> call) {
        try {
            return call.get();
        } catch (LeaseNotFoundException e) {
            return null;
        }
    }

    private static LeaseAnswer lives(java.util.function.Supplier<Duration> call) {
        try {
            return new LeaseAnswer.Lives(Math.max(1, call.get().toMillis()));
        } catch (LeaseNotFoundException e) {
            return new LeaseAnswer.Lives(0);
        }
    }

    private LeaseAnswer.Keys keys(Session session) {
        RangeResult found = session.client().range(Range.prefix(setup.prefix()).withKeysOnly());
        return new LeaseAnswer.Keys(
                found.revision(),
                found.entries().stream().map(KeyValue::keyText).toList());
    }

    /** Thread: its own. */
    private void watch() {
        try (WatchStream stream =
                setup.clients().get(0).watch(Watch.prefix(setup.prefix()).onlyDeletes())) {
            stream.requestProgress();
            while (!over) {
                Optional<WatchItem> item = stream.poll(PATIENCE);
                if (item.isPresent()) {
                    watching.countDown();
                }
                // What a reset tells to be gone went at a revision that is not known.
                if (item.orElse(null) instanceof WatchItem.Changes changes) {
                    for (Event event : changes.events()) {
                        recorder()
                                .begin(watcher, "told", new LeaseRequest.Told())
                                .ok(new LeaseAnswer.Gone(event.key().utf8(), event.revision()));
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    void readFinally(Session session) {
        // Until all keys are gone that hang on a lease, or some of them are late.
        long late = lastEndNanos.get() + LATE_MAX.toNanos() + TimeUnit.SECONDS.toNanos(1);
        while (System.nanoTime() - late < 0 && !loose.containsAll(keys(session).keys())) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(500));
        }
        session.call("read", new LeaseRequest.ReadAll(), () -> keys(session));
        over = true;
        Thread told = watch;
        if (told != null) {
            try {
                told.join(TimeUnit.SECONDS.toMillis(WATCH_TIMEOUT_SECONDS));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while a watch ended", e);
            }
        }
    }

    @Override
    List<Verdict> judge(List<Call<LeaseRequest, LeaseAnswer>> calls) {
        over = true;
        return LeaseChecks.verdicts(calls, LATE_MAX);
    }
}
