package io.ratiskv.client.cache;

import io.ratiskv.client.Bytes;
import io.ratiskv.client.KeyValue;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a key.
 *
 * @param state null: it does not exist
 * @param revision the state held at this revision, and was not changed by anything that the watch has told since
 * @param readNanos when the question was asked that proves this state, or an older one
 */
record Entry(@Nullable KeyValue state, long revision, long readNanos) {
    // What an entry takes beside its bytes, roughly.
    static final int OVERHEAD_BYTES = 96;

    long modRevision() {
        return state == null ? 0 : state.modRevision();
    }

    long bytes(Bytes key) {
        long stateBytes =
                state == null ? 0 : (long) state.key().length() + state.value().length();
        return OVERHEAD_BYTES + key.length() + stateBytes;
    }

    /** The newer of two of the same key, with the later proof. */
    Entry mergedWith(Entry other) {
        Entry newer = other.revision > revision ? other : this;
        long proof = other.readNanos - readNanos > 0 ? other.readNanos : readNanos;
        return new Entry(newer.state, newer.revision, proof);
    }
}
