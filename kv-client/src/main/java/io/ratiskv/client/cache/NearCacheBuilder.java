package io.ratiskv.client.cache;

import static java.util.Objects.requireNonNull;

import io.ratiskv.client.InvalidArgumentException;
import io.ratiskv.client.KeyRange;
import io.ratiskv.client.KvClient;
import java.time.Duration;

/** Says what a {@link NearCache} shall be like. Not thread-safe. */
public final class NearCacheBuilder {
    final KvClient client;
    final KeyRange keys;
    Duration maxAge = Duration.ofSeconds(1);
    boolean linearizable;
    long entriesMax = 10_000;
    long bytesMax = 64L << 20;

    NearCacheBuilder(KvClient client, KeyRange keys) {
        this.client = requireNonNull(client, "client");
        this.keys = requireNonNull(keys, "keys");
    }

    /** Values may be so old; older ones are confirmed or replaced by the store first. The default, with one second. */
    public NearCacheBuilder maxAge(Duration newMaxAge) {
        if (newMaxAge.isNegative() || newMaxAge.toMillis() == 0 || newMaxAge.compareTo(Duration.ofDays(1)) > 0) {
            throw new InvalidArgumentException("cache.maxAge", "must be 1 ms to 1 day, is " + newMaxAge);
        }
        maxAge = newMaxAge;
        linearizable = false;
        return this;
    }

    /** Every value is confirmed by the store before it is answered. What is saved is the transfer of values. */
    public NearCacheBuilder linearizable() {
        linearizable = true;
        return this;
    }

    /** Most keys held. Default 10,000. */
    public NearCacheBuilder entriesMax(long newEntriesMax) {
        entriesMax = positive("cache.entriesMax", newEntriesMax);
        return this;
    }

    /** Most bytes of keys and values held. Default 64 MiB. */
    public NearCacheBuilder bytesMax(long newBytesMax) {
        bytesMax = positive("cache.bytesMax", newBytesMax);
        return this;
    }

    private static long positive(String field, long value) {
        if (value < 1) {
            throw new InvalidArgumentException(field, "must be positive, is " + value);
        }
        return value;
    }

    /** Opens the cache, and its watch with it. Touches no network by itself. */
    public NearCache build() {
        return new NearCache(this);
    }
}
