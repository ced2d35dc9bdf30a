package io.ratiskv.server.mvcc;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * One state of one key: alive, or a tombstone. Immutable; holds its row as it lies in the store, so that neither the row
 * nor the value in it is copied on the way between store and answer: do not change {@link #valueArray}.
 */
public final class KeyVersion {
    /** What a key and the numbers beside a value add to a page, about. */
    private static final int OVERHEAD_BYTES = 32;

    private final byte[] key;
    private final long createRevision;
    private final long modRevision;
    private final long version;
    private final long lease;
    private final byte[] row;
    private final int valueOffset;

    KeyVersion(
            byte[] key, long createRevision, long modRevision, long version, long lease, byte[] row, int valueOffset) {
        this.key = key;
        this.createRevision = createRevision;
        this.modRevision = modRevision;
        this.version = version;
        this.lease = lease;
        this.row = row;
        this.valueOffset = valueOffset;
    }

    /** The same without its value, and without its row: not to be stored. */
    KeyVersion withoutValue() {
        return new KeyVersion(key, createRevision, modRevision, version, lease, RowCodec.NOTHING, 0);
    }

    public byte[] key() {
        return key;
    }

    /** Revision at which the key was created; 0 for a tombstone. */
    public long createRevision() {
        return createRevision;
    }

    /** Revision at which it came into this state. */
    public long modRevision() {
        return modRevision;
    }

    /** Writes since it was created, the first is 1; 0 for a tombstone. */
    public long version() {
        return version;
    }

    /** 0 = none. */
    public long lease() {
        return lease;
    }

    /** Holds the value from {@link #valueOffset} to its end. */
    public byte[] valueArray() {
        return row;
    }

    public int valueOffset() {
        return valueOffset;
    }

    public int valueLength() {
        return row.length - valueOffset;
    }

    /** A copy of the value. */
    public byte[] value() {
        return Arrays.copyOfRange(row, valueOffset, row.length);
    }

    /** The value, for copying it elsewhere. */
    public ByteBuffer valueBuffer() {
        return ByteBuffer.wrap(row, valueOffset, valueLength()).asReadOnlyBuffer();
    }

    /** Compares the value with another, in unsigned byte order. */
    public int compareValue(byte[] other) {
        return Arrays.compareUnsigned(row, valueOffset, row.length, other, 0, other.length);
    }

    int compareValue(KeyVersion other) {
        return Arrays.compareUnsigned(row, valueOffset, row.length, other.row, other.valueOffset, other.row.length);
    }

    /** Whether this is the state of a deleted key. */
    public boolean isTombstone() {
        return version == 0;
    }

    /** As it lies in the store, a tombstone included: the same bytes on every member. Do not change it. */
    public byte[] row() {
        return row;
    }

    /** What it adds to an answer, about. */
    int sizeBytes() {
        return key.length + valueLength() + OVERHEAD_BYTES;
    }

    @Override
    public String toString() {
        return new String(key, java.nio.charset.StandardCharsets.UTF_8) + "@" + modRevision;
    }
}
