package io.ratiskv.server.lease;

import io.ratiskv.server.lease.DeniedException.Reason;
import io.ratiskv.server.storage.Family;
import io.ratiskv.server.storage.RocksStore;
import io.ratiskv.server.storage.StoreBatch;
import io.ratiskv.server.storage.StoreCursor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Protected ranges, and the newest token that each has seen. Replicated; every bound in it is the same on all members.
 *
 * <p>Thread: the writer, or whoever holds its lock.
 */
public final class FenceTable {
    public static final int RANGES_MAX = 1_000;

    /** Bytes of the keys that the ranges begin and end with. */
    public static final long RANGE_BYTES_MAX = 4 * 1024 * 1024;

    /** First letter of its rows; sorts after those of leases. */
    static final char ROW = 'P';

    private final NavigableSet<ProtectedRange> ranges = new TreeSet<>(ProtectedRange.ORDER);
    private final NavigableSet<ProtectedRange> touched = new TreeSet<>(ProtectedRange.ORDER);
    private long bytes;

    private FenceTable() {}

    public static FenceTable load(RocksStore store) {
        FenceTable table = new FenceTable();
        try (StoreCursor cursor = store.cursor(Family.LEASES)) {
            for (boolean valid = cursor.seek(new byte[] {ROW}); valid; valid = cursor.next()) {
                ProtectedRange range = ProtectedRange.ofRow(cursor.key(), cursor.row());
                table.ranges.add(range);
                table.bytes += range.bytes();
            }
        }
        return table;
    }

    /**
     * From now on writes to the range need a fence. Returns whether they did not before.
     *
     * @throws DeniedException {@code TOO_MANY_PROTECTED}
     */
    public boolean protect(byte[] key, byte[] rangeEnd) {
        ProtectedRange range = new ProtectedRange(key, rangeEnd, 0);
        if (ranges.contains(range)) {
            return false;
        }
        if (ranges.size() >= RANGES_MAX) {
            throw DeniedException.limit(
                    Reason.TOO_MANY_PROTECTED, "the cluster has too many protected ranges", RANGES_MAX);
        }
        if (bytes + range.bytes() > RANGE_BYTES_MAX) {
            throw DeniedException.limit(
                    Reason.TOO_MANY_PROTECTED, "the protected ranges have too many bytes of keys", RANGE_BYTES_MAX);
        }
        bytes += range.bytes();
        put(range);
        return true;
    }

    /** Lifts the protection and forgets its token. Returns whether there was one. */
    public boolean lift(byte[] key, byte[] rangeEnd) {
        ProtectedRange range = new ProtectedRange(key, rangeEnd, 0);
        if (!ranges.remove(range)) {
            return false;
        }
        bytes -= range.bytes();
        touch(range);
        return true;
    }

    /**
     * Whether a writer that shows these fences may change these keys. Every range that holds one of them must agree.
     *
     * @return the ranges that see a newer token by it, for {@link #advance} if the write takes effect
     * @throws DeniedException {@code FENCE_STALE} or {@code FENCE_REQUIRED}
     */
    public List<ProtectedRange> judge(List<FenceToken> fences, List<byte[]> changed) {
        byte[][] sorted = changed.toArray(new byte[0][]);
        Arrays.sort(sorted, Arrays::compareUnsigned);
        List<ProtectedRange> advanced = new ArrayList<>();
        for (ProtectedRange range : ranges) {
            byte[] key = firstIn(range, sorted);
            if (key == null) {
                continue;
            }
            long token = tokenFor(range, fences);
            if (token == 0) {
                throw DeniedException.fence(
                        Reason.FENCE_REQUIRED, "the key is protected and the write has no fence for it", key, 0);
            }
            if (token < range.newestToken()) {
                throw DeniedException.fence(
                        Reason.FENCE_STALE,
                        "the key is protected; token " + token + " was overtaken by " + range.newestToken(),
                        key,
                        range.newestToken());
            }
            if (token > range.newestToken()) {
                advanced.add(range.withToken(token));
            }
        }
        return advanced;
    }

    /** The write that was judged has taken effect. */
    public void advance(List<ProtectedRange> advanced) {
        advanced.forEach(this::put);
    }

    /** From now on no token up to this one is good for any range: they are all of another time. */
    public void goForward(long token) {
        for (ProtectedRange range : List.copyOf(ranges)) {
            put(range.withToken(token));
        }
    }

    public boolean isEmpty() {
        return ranges.isEmpty();
    }

    /** In order of their first keys. */
    public List<ProtectedRange> list() {
        return List.copyOf(ranges);
    }

    /** Puts everything that changed since the last call into the batch. */
    public void save(StoreBatch batch) {
        for (ProtectedRange range : touched) {
            ProtectedRange now = ranges.floor(range);
            if (now != null && ProtectedRange.ORDER.compare(now, range) == 0) {
                batch.put(Family.LEASES, now.rowKey(), LeaseRows.number(now.newestToken()));
            } else {
                batch.delete(Family.LEASES, range.rowKey());
            }
        }
        touched.clear();
    }

    void put(ProtectedRange range) {
        ranges.remove(range);
        ranges.add(range);
        touch(range);
    }

    private void touch(ProtectedRange range) {
        touched.add(range);
    }

    private static byte @Nullable [] firstIn(ProtectedRange range, byte[][] sorted) {
        int found = Arrays.binarySearch(sorted, range.key(), Arrays::compareUnsigned);
        int at = found >= 0 ? found : -found - 1;
        return at < sorted.length && range.contains(sorted[at]) ? sorted[at] : null;
    }

    private static long tokenFor(ProtectedRange range, List<FenceToken> fences) {
        long forAll = 0;
        for (FenceToken fence : fences) {
            if (fence.range().length == 0) {
                forAll = fence.token();
            } else if (Arrays.equals(fence.range(), range.key())) {
                return fence.token();
            }
        }
        return forAll;
    }
}
