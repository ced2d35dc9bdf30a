package io.ratiskv.client.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import io.ratiskv.client.Bytes;
import io.ratiskv.client.Event;
import io.ratiskv.client.KeyValue;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What is in the cache. Hits take no lock; whatever changes something does.
 *
 * <p>The classic fault of caches is an answer that was read before a change and put in after it. Here each key belongs to
 * one of a fixed number of slots, which knows the newest revision that the watch has told of any of its keys, cached or
 * not; an answer that is older than its slot is given to the caller, who asked before that, but not kept.
 */
final class Contents {
    private static final int SLOTS = 4_096;

    private final ReentrantLock lock = new ReentrantLock();
    private final Cache<Bytes, Entry> entries;
    private final long[] changedAt = new long[SLOTS];
    private final Proofs proofs = new Proofs();
    private final Questions questions = new Questions();
    private final LongAdder bytes = new LongAdder();
    private final LongAdder evictions = new LongAdder();
    private boolean following;
    private boolean over;
    private volatile long told;
    private volatile long shown;
    private long changes;
    private long uncached;
    private long resets;

    Contents(long entriesMax, long bytesMax) {
        // One limit for both: no entry weighs less than its share of the bytes, so that no more than entriesMax fit.
        long share = Math.max(1, bytesMax / entriesMax);
        this.entries = Caffeine.newBuilder()
                .maximumWeight(bytesMax)
                .weigher((Bytes key, Entry entry) ->
                        (int) Math.min(Integer.MAX_VALUE, Math.max(share, entry.bytes(key))))
                .<Bytes, Entry>removalListener(this::removed)
                // Its housekeeping is done by whoever comes by: no thread is left behind.
                .executor(Runnable::run)
                .build();
    }

    private void removed(@Nullable Bytes key, @Nullable Entry entry, RemovalCause cause) {
        if (key != null && entry != null) {
            bytes.add(-entry.bytes(key));
        }
        if (cause.wasEvicted()) {
            evictions.increment();
        }
    }

    @Nullable
    Entry find(Bytes key) {
        return entries.getIfPresent(key);
    }

    Proofs.@Nullable Proof confirmed() {
        return proofs.confirmed();
    }

    /** Everything up to here was told by the watch, and is applied. */
    long told() {
        return told;
    }

    /** No answer may be older. */
    long shown() {
        return shown;
    }

    /** The store is going to be asked for it; {@link #answered} follows. */
    void asks(Bytes key) {
        lock.lock();
        try {
            questions.begin(key);
        } finally {
            lock.unlock();
        }
    }

    /** Nobody waits for that answer any more. */
    void answered(Bytes key) {
        lock.lock();
        try {
            questions.end(key);
        } finally {
            lock.unlock();
        }
    }

    /** An answer of the store to a question that {@link #asks} has announced: the newest that is known of the key then. */
    Entry loaded(Bytes key, Entry loaded) {
        lock.lock();
        try {
            Entry held = entries.getIfPresent(key);
            Entry now = questions.shown(key, held == null ? loaded : held.mergedWith(loaded));
            shown = Math.max(shown, now.revision());
            if (held == null && (!following || changedAt[slot(key)] > now.revision())) {
                uncached++;
            } else {
                put(key, now);
            }
            return now;
        } finally {
            lock.unlock();
        }
    }

    /** Returns whether the watch should say how far it is. */
    boolean proved(Proofs.Proof proof) {
        lock.lock();
        try {
            return following && proofs.add(proof, told);
        } finally {
            lock.unlock();
        }
    }

    /** The watch is there, and tells what comes after {@code revision}. Also told whenever nothing has changed. */
    void told(long revision, List<Event> events) {
        lock.lock();
        try {
            if (over) {
                return;
            }
            if (!following) {
                following = true;
                // What was read before was not watched.
                Arrays.fill(changedAt, revision);
            }
            for (Event event : events) {
                changedAt[slot(event.key())] = event.revision();
                Entry held = entries.getIfPresent(event.key());
                if (held != null && held.revision() < event.revision()) {
                    KeyValue state = event.isPut() ? event.keyValue() : null;
                    Entry now = new Entry(state, event.revision(), held.readNanos());
                    put(event.key(), questions.shown(event.key(), now));
                    changes++;
                }
            }
            advance(revision);
        } finally {
            lock.unlock();
        }
    }

    /** What the watch knew is not enough to go on with: everything older than {@code revision} goes. */
    void reset(long revision, boolean complete) {
        lock.lock();
        try {
            Arrays.fill(changedAt, revision);
            entries.asMap().values().removeIf(entry -> entry.revision() < revision);
            if (complete) {
                resets++;
                advance(revision);
            }
        } finally {
            lock.unlock();
        }
    }

    private void advance(long revision) {
        // After the entries: who reads it first sees them.
        told = Math.max(told, revision);
        shown = Math.max(shown, revision);
        proofs.told(revision);
    }

    void endFollowing() {
        lock.lock();
        try {
            over = true;
            following = false;
            entries.invalidateAll();
        } finally {
            lock.unlock();
        }
    }

    private void put(Bytes key, Entry entry) {
        bytes.add(entry.bytes(key));
        entries.put(key, entry);
    }

    private static int slot(Bytes key) {
        int hash = key.hashCode();
        return (hash ^ (hash >>> 12) ^ (hash >>> 24)) & (SLOTS - 1);
    }

    CacheStatistics statistics(long hits, long confirmed, long loads) {
        lock.lock();
        try {
            entries.cleanUp();
            return new CacheStatistics(
                    hits,
                    confirmed,
                    loads,
                    changes,
                    uncached,
                    resets,
                    evictions.sum(),
                    entries.estimatedSize(),
                    bytes.sum(),
                    told,
                    !over);
        } finally {
            lock.unlock();
        }
    }
}
