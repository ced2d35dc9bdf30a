package io.ratiskv.server.lease;

import io.ratiskv.server.storage.Family;
import io.ratiskv.server.storage.KeyLayout;
import io.ratiskv.server.storage.RocksStore;
import io.ratiskv.server.storage.StoreCursor;
import io.ratiskv.server.storage.StoreException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Leases between memory and the store's rows. Numbers are big-endian. */
final class LeaseRows {
    /** The last id that was given out. Sorts first. */
    static final byte[] GIVEN = {'G'};

    /** A lease: time to live, deadline, session. Sorts before keys, so that on loading each key finds its lease. */
    private static final char LEASE = 'L';

    /** A lease and a key that hangs on it: what that weighs. */
    private static final char MEMBER = 'M';

    private static final int MEMBER_KEY_AT = 1 + Long.BYTES;

    private LeaseRows() {}

    static byte[] leaseKey(long id) {
        return KeyLayout.row(LEASE, id);
    }

    static byte[] lease(Lease lease) {
        return ByteBuffer.allocate(3 * Long.BYTES)
                .putLong(lease.ttlMillis)
                .putLong(lease.deadlineMillis)
                .putLong(lease.session)
                .array();
    }

    static byte[] memberKey(long lease, byte[] key) {
        byte[] head = KeyLayout.row(MEMBER, lease);
        byte[] out = Arrays.copyOf(head, head.length + key.length);
        System.arraycopy(key, 0, out, head.length, key.length);
        return out;
    }

    static byte[] number(long number) {
        return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
    }

    static long loadGiven(RocksStore store) {
        byte[] row = store.get(Family.LEASES, GIVEN);
        return row == null
                ? LeaseTable.GIVEN_IDS_FROM - 1
                : ByteBuffer.wrap(row).getLong();
    }

    static NavigableMap<Long, Lease> load(RocksStore store) {
        NavigableMap<Long, Lease> leases = new TreeMap<>();
        try (StoreCursor cursor = store.cursor(Family.LEASES)) {
            boolean valid = cursor.seek(new byte[] {LEASE});
            for (; valid && cursor.key()[0] <= MEMBER; valid = cursor.next()) {
                byte[] key = cursor.key();
                long id = KeyLayout.numberOfRow(key, 0);
                ByteBuffer row = ByteBuffer.wrap(cursor.row());
                if (key[0] == LEASE) {
                    long ttl = row.getLong();
                    long deadline = row.getLong();
                    leases.put(id, new Lease(id, ttl, row.getLong(), deadline));
                    continue;
                }
                Lease lease = leases.get(id);
                if (lease == null) {
                    throw new StoreException(
                            StoreException.Kind.CORRUPT,
                            "a key of lease " + id + " is there, but the lease is not: wipe this member, the others"
                                    + " re-fill it");
                }
                int bytes = (int) row.getLong();
                lease.keys.put(Arrays.copyOfRange(key, MEMBER_KEY_AT, key.length), bytes);
                lease.bytes += bytes;
            }
        }
        return leases;
    }
}
