package io.ratiskv.server.lease;

import java.util.List;

/** Leases and fences that do not hold what they promise. Thread: the writer. */
public final class WeakLeases {
    private WeakLeases() {}

    /** A lease that was just granted or kept alive ends when half of its time has passed. */
    public static void shorten(LeaseTable leases, long nowMillis) {
        for (Lease lease : leases.all()) {
            if (lease.deadlineMillis == lease.deadlineFrom(nowMillis)) {
                leases.prolong(lease, nowMillis + lease.ttlMillis / 2);
            }
        }
    }

    /** One key of each lease that is due is taken off it, so that it stays. */
    public static void keepOneKey(LeaseTable leases, long nowMillis) {
        for (long id : leases.due(nowMillis)) {
            List<byte[]> keys = leases.keysOf(id);
            if (!keys.isEmpty()) {
                leases.moved(new KeyMove(keys.get(0), id, 0, 0));
            }
        }
    }

    /** Ranges stay protected, and have seen nothing. */
    public static void forgetTokens(FenceTable fences) {
        fences.list().forEach(range -> fences.put(range.withToken(0)));
    }
}
