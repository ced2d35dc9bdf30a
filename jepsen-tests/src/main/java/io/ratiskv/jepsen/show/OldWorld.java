package io.ratiskv.jepsen.show;

import io.ratiskv.client.CompactedException;
import io.ratiskv.client.KeyRange;
import io.ratiskv.client.KvClient;
import io.ratiskv.client.KvException;
import io.ratiskv.client.Watch;
import io.ratiskv.client.WatchHandle;
import io.ratiskv.client.WatchItem;
import io.ratiskv.client.WatchListener;
import io.ratiskv.client.cache.NearCache;
import io.ratiskv.jepsen.workload.Clients;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A client of a cluster with a watch that wants no resets, one that does, and a near cache: what they see when it is gone. */
final class OldWorld implements AutoCloseable {
    private final KvClient client;
    private final NearCache cache;
    private final WatchHandle strict;
    private final WatchHandle lenient;
    private final AtomicReference<@Nullable Throwable> strictEnd = new AtomicReference<>();
    private final AtomicReference<@Nullable Throwable> lenientEnd = new AtomicReference<>();
    private final AtomicReference<WatchItem.@Nullable Reset> reset = new AtomicReference<>();
    private final String key;

    /** @param key that exists, and is read through the cache */
    OldWorld(String endpoints, String key) {
        this.key = key;
        client = Clients.open(endpoints, "old-client");
        cache = NearCache.of(client, KeyRange.prefix(key))
                .maxAge(Duration.ofHours(1))
                .build();
        strict = client.watch(Watch.prefix(key).failingWhenCompacted(), new Listener(strictEnd));
        lenient = client.watch(Watch.prefix(key), new Listener(lenientEnd));
    }

    private final class Listener implements WatchListener {
        private final AtomicReference<@Nullable Throwable> end;

        Listener(AtomicReference<@Nullable Throwable> end) {
            this.end = end;
        }

        @Override
        public void told(WatchItem item) {
            if (item instanceof WatchItem.Reset whole && whole.last()) {
                reset.set(whole);
            }
        }

        @Override
        public void ended(Optional<Throwable> reason) {
            end.set(reason.orElse(null));
        }
    }

    /** Waits until the watches are there and the key is in the cache. */
    boolean isSettled() {
        cache.get(key);
        return strict.revision() > 0
                && lenient.revision() > 0
                && cache.statistics().entries() > 0;
    }

    /** Whether both watches have come to know, one way or the other. */
    boolean hasNoticed() {
        return strictEnd.get() != null && (lenientEnd.get() != null || reset.get() != null);
    }

    boolean cacheHasNoticed() {
        return !cache.statistics().watching() || cache.statistics().resets() > 0;
    }

    /** What a call of the old client ends with; "answered" if it does not fail. */
    String call() {
        try {
            client.get(key);
            return "answered";
        } catch (KvException e) {
            return e.getClass().getSimpleName();
        }
    }

    /** What the watches and the cache saw, for people. */
    String told() {
        return "watch without resets: " + name(strictEnd.get()) + "; watch with resets: "
                + (reset.get() != null ? "reset" : name(lenientEnd.get())) + "; near cache: "
                + (cache.statistics().watching() ? cache.statistics().resets() + " resets" : "its watch ended, empty");
    }

    boolean strictWatchWasCompacted() {
        return strictEnd.get() instanceof CompactedException;
    }

    private static String name(@Nullable Throwable failure) {
        return failure == null ? "nothing" : failure.getClass().getSimpleName();
    }

    @Override
    public void close() {
        strict.close();
        lenient.close();
        cache.close();
        client.close(Duration.ofSeconds(1));
    }
}
