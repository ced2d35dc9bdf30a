package io.ratiskv.server.lease;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Comparator;

/** Keys that only a writer with a fence may change. Immutable; arrays are not copied: do not change them. */
public final class ProtectedRange {
    /** Ranges are the same if they begin and end the same way. */
    static final Comparator<ProtectedRange> ORDER = Comparator.comparing(ProtectedRange::key, Arrays::compareUnsigned)
            .thenComparing(ProtectedRange::rangeEnd, Arrays::compareUnsigned);

    private final byte[] key;
    private final byte[] rangeEnd;
    private final long newestToken;

    /** @param rangeEnd as the protocol says it: empty is just the key, one zero byte is everything from the key on */
    ProtectedRange(byte[] key, byte[] rangeEnd, long newestToken) {
        this.key = key;
        this.rangeEnd = rangeEnd;
        this.newestToken = newestToken;
    }

    /** The first one. */
    public byte[] key() {
        return key;
    }

    public byte[] rangeEnd() {
        return rangeEnd;
    }

    /** Greatest token seen; 0 = none yet. */
    public long newestToken() {
        return newestToken;
    }

    ProtectedRange withToken(long token) {
        return new ProtectedRange(key, rangeEnd, token);
    }

    boolean contains(byte[] other) {
        if (rangeEnd.length == 0) {
            return Arrays.equals(key, other);
        }
        boolean open = rangeEnd.length == 1 && rangeEnd[0] == 0;
        return Arrays.compareUnsigned(key, other) <= 0 && (open || Arrays.compareUnsigned(other, rangeEnd) < 0);
    }

    long bytes() {
        return (long) key.length + rangeEnd.length;
    }

    /** Where its row lies: a letter, the length of the key, key and range end. */
    byte[] rowKey() {
        return ByteBuffer.allocate(1 + Integer.BYTES + key.length + rangeEnd.length)
                .put((byte) FenceTable.ROW)
                .putInt(key.length)
                .put(key)
                .put(rangeEnd)
                .array();
    }

    static ProtectedRange ofRow(byte[] rowKey, byte[] row) {
        int keyAt = 1 + Integer.BYTES;
        int endAt = keyAt + ByteBuffer.wrap(rowKey).getInt(1);
        return new ProtectedRange(
                Arrays.copyOfRange(rowKey, keyAt, endAt),
                Arrays.copyOfRange(rowKey, endAt, rowKey.length),
                ByteBuffer.wrap(row).getLong());
    }
}
