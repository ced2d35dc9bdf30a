package io.ratiskv.server.mvcc;

import java.util.Arrays;

/**
 * One state of one key. Immutable; the value lies inside a larger array so that it need not be copied on its way from
 * the store to the answer: do not change {@link #valueArray}.
 */
public final class KeyVersion {
    private static final byte[] NOTHING = {};

    private final byte[] key;
    private final long createRevision;
    private final long modRevision;
    private final long version;
    private final long lease;
    private final byte[] valueArray;
    private final int valueOffset;

    KeyVersion(
            byte[] key,
            long createRevision,
            long modRevision,
            long version,
            long lease,
            byte[] valueArray,
            int valueOffset) {
        this.key = key;
        this.createRevision = createRevision;
        this.modRevision = modRevision;
        this.version = version;
        this.lease = lease;
        this.valueArray = valueArray;
        this.valueOffset = valueOffset;
    }

    /** What a deletion leaves behind. */
    static KeyVersion tombstone(byte[] key, long modRevision) {
        return new KeyVersion(key, 0, modRevision, 0, 0, NOTHING, 0);
    }

    KeyVersion withoutValue() {
        return new KeyVersion(key, createRevision, modRevision, version, lease, NOTHING, 0);
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
        return valueArray;
    }

    public int valueOffset() {
        return valueOffset;
    }

    public int valueLength() {
        return valueArray.length - valueOffset;
    }

    /** A copy of the value. */
    public byte[] value() {
        return Arrays.copyOfRange(valueArray, valueOffset, valueArray.length);
    }

    boolean isTombstone() {
        return version == 0;
    }
}
