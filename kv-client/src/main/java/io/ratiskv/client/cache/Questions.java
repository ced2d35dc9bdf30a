package io.ratiskv.client.cache;

import io.ratiskv.client.Bytes;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Keys that the store is being asked for, each with the newest that anybody was shown of it since. Answers overtake each
 * other, and what is shown may be evicted before the next one is here, or never be kept: without this the later one would
 * take the key back. Bounded by the callers that wait.
 *
 * <p>Thread: any, under the cache's lock.
 */
final class Questions {
    private final Map<Bytes, Asked> open = new HashMap<>();

    private static final class Asked {
        int askers;

        @Nullable
        Entry shown;
    }

    /** Somebody is about to ask for it. */
    void begin(Bytes key) {
        open.computeIfAbsent(key, any -> new Asked()).askers++;
    }

    /** Has its answer, or will have none. */
    void end(Bytes key) {
        Asked asked = open.get(key);
        if (asked != null && --asked.askers == 0) {
            open.remove(key);
        }
    }

    /** What is to be shown now; answers the newest of that and what was shown to others while they were asking. */
    Entry shown(Bytes key, Entry entry) {
        Asked asked = open.get(key);
        if (asked == null) {
            return entry;
        }
        Entry newest = asked.shown == null ? entry : asked.shown.mergedWith(entry);
        asked.shown = newest;
        return newest;
    }
}
