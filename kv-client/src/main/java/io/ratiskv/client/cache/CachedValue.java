package io.ratiskv.client.cache;

import io.ratiskv.client.KeyValue;
import java.time.Duration;
import java.util.Optional;

/**
 * What the cache says of a key.
 *
 * @param entry the key's state; empty if it does not exist
 * @param age at some moment at most so long before the answer, this was the newest state; zero if that was so at some
 *     moment during the call
 * @param asked the store was asked for it, or to confirm it
 */
public record CachedValue(Optional<KeyValue> entry, Duration age, boolean asked) {
    public boolean exists() {
        return entry.isPresent();
    }
}
