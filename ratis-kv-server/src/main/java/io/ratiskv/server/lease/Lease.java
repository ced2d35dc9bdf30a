package io.ratiskv.server.lease;

import java.util.Arrays;
import java.util.NavigableMap;
import java.util.TreeMap;

/** One lease, and the keys that hang on it with what they weigh. */
final class Lease {
    final long id;
    final long ttlMillis;
    /** Whose share of leases it counts against. */
    final long session;
    /** Log time at which it ends. Changed by the table alone, which is sorted by it. */
    long deadlineMillis;

    final NavigableMap<byte[], Integer> keys = new TreeMap<>(Arrays::compareUnsigned);
    long bytes;
    /** Differs from the row on disk. */
    boolean touched;

    Lease(long id, long ttlMillis, long session, long deadlineMillis) {
        this.id = id;
        this.ttlMillis = ttlMillis;
        this.session = session;
        this.deadlineMillis = deadlineMillis;
    }

    long deadlineFrom(long nowMillis) {
        long end = nowMillis + ttlMillis;
        return end < nowMillis ? Long.MAX_VALUE : end;
    }

    LeaseFacts facts() {
        return new LeaseFacts(id, ttlMillis, deadlineMillis, keys.size());
    }
}
