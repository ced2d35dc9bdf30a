package io.ratiskv.client.cache;

import io.ratiskv.client.Bytes;
import io.ratiskv.client.Consistency;
import io.ratiskv.client.InvalidArgumentException;
import io.ratiskv.client.KeyRange;
import io.ratiskv.client.KeyValue;
import io.ratiskv.client.KvClient;
import io.ratiskv.client.Range;
import io.ratiskv.client.RangeResult;
import io.ratiskv.client.Watch;
import io.ratiskv.client.WatchHandle;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The values of some keys, kept in this process and kept right by a watch. For what is read often and changed seldom:
 * settings, routes, permissions.
 *
 * <p><b>What it promises.</b>
 * <ul>
 *   <li>{@link NearCacheBuilder#maxAge}: an answer was the newest state at some moment at most {@code maxAge} ago. How old
 *       it can be comes with it. The age is proved, not hoped for: it counts from when a question was asked to which the
 *       store has given a linearizable answer, of this key, or of any other if the watch has since told up to that answer's
 *       revision. A watch that hangs behind makes ages grow, and so the store is asked.
 *   <li>{@link NearCacheBuilder#linearizable}: an answer is as good as a linearizable read. The store is asked each time,
 *       and sends the value only if it is another than the one here.
 *   <li>Either way, nobody is answered with an older state of a key than anybody was before, whatever becomes of
 *       connections, members and history. Of two different keys, one may be shown as of a later revision than the other.
 * </ul>
 *
 * <p>That a key does not exist is kept, too. When the store has to be asked and does not answer, the call fails as any
 * read does; nothing stale is answered instead. A watch that has ended for good leaves the cache empty: every call asks.
 *
 * <p>Thread-safe; at home on virtual threads. Several threads that miss a key ask for it each by themselves.
 */
public final class NearCache implements AutoCloseable {
    private final KvClient client;
    private final KeyRange keys;
    private final long maxAgeNanos;
    private final boolean linearizable;
    private final Contents contents;
    private final WatchHandle watch;
    private final LongAdder hits = new LongAdder();
    private final LongAdder confirmed = new LongAdder();
    private final LongAdder loads = new LongAdder();

    NearCache(NearCacheBuilder builder) {
        this.client = builder.client;
        this.keys = builder.keys;
        this.maxAgeNanos = builder.maxAge.toNanos();
        this.linearizable = builder.linearizable;
        this.contents = new Contents(builder.entriesMax, builder.bytesMax);
        this.watch = client.watch(Watch.of(keys).named("near-cache"), new Follower(contents));
    }

    /** A cache of the keys in {@code keys}. */
    public static NearCacheBuilder of(KvClient client, KeyRange keys) {
        return new NearCacheBuilder(client, keys);
    }

    /**
     * @throws InvalidArgumentException if the key is not in the cache's range
     * @throws io.ratiskv.client.KvException if the store had to be asked, and could not answer
     */
    public CachedValue get(Bytes key) {
        return get(key, 0);
    }

    public CachedValue get(String key) {
        return get(Bytes.of(key));
    }

    /** As {@link #get(Bytes)}, at least as new as {@code minRevision}: for those who have written, or were told of it. */
    public CachedValue get(Bytes key, long minRevision) {
        if (!keys.contains(key)) {
            throw new InvalidArgumentException("cache.key", key + " is not in the range of the cache");
        }
        if (!linearizable) {
            // In this order: what was confirmed first is true of entries that are looked at afterwards.
            Proofs.@Nullable Proof proof = contents.confirmed();
            long told = contents.told();
            Entry entry = contents.find(key);
            if (entry != null && Math.max(told, entry.revision()) >= minRevision) {
                long sinceNanos = entry.readNanos();
                if (proof != null && proof.nanos() - sinceNanos > 0) {
                    sinceNanos = proof.nanos();
                }
                long ageNanos = System.nanoTime() - sinceNanos;
                if (ageNanos <= maxAgeNanos) {
                    hits.increment();
                    return new CachedValue(Optional.ofNullable(entry.state()), Duration.ofNanos(ageNanos), false);
                }
            }
        }
        return ask(key, minRevision);
    }

    private CachedValue ask(Bytes key, long minRevision) {
        contents.asks(key);
        try {
            return loaded(key, minRevision);
        } finally {
            contents.answered(key);
        }
    }

    private CachedValue loaded(Bytes key, long minRevision) {
        Entry held = contents.find(key);
        long askedNanos = System.nanoTime();
        // One question for all cases: the entry if it is newer than the one here, and whether there is one at all.
        RangeResult answer = client.range(Range.key(key)
                .consistency(Consistency.LINEARIZABLE)
                .minRevision(Math.max(minRevision, contents.shown()))
                .modifiedBetween(held == null ? 0 : held.modRevision() + 1, 0)
                .withCount());
        KeyValue state = null;
        if (!answer.entries().isEmpty()) {
            state = answer.entries().get(0);
            loads.increment();
        } else if (held != null && held.state() != null && answer.count().orElse(0) > 0) {
            state = held.state();
            confirmed.increment();
        } else if (held != null && held.state() == null) {
            confirmed.increment();
        } else {
            loads.increment();
        }
        Entry now = contents.loaded(key, new Entry(state, answer.revision(), askedNanos));
        if (contents.proved(new Proofs.Proof(answer.revision(), askedNanos))) {
            watch.requestProgress();
        }
        return new CachedValue(Optional.ofNullable(now.state()), Duration.ZERO, true);
    }

    public CacheStatistics statistics() {
        return contents.statistics(hits.sum(), confirmed.sum(), loads.sum());
    }

    /** Ends the watch and drops everything. Calls afterwards ask the store. Does not close the client. */
    @Override
    public void close() {
        watch.close();
        contents.endFollowing();
    }
}
