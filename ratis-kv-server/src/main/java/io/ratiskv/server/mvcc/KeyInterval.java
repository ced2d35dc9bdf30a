package io.ratiskv.server.mvcc;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Keys in [from, to), in unsigned byte order. Arrays are not copied: do not change them. */
public final class KeyInterval {
    private final byte[] from;
    private final byte @Nullable [] to;
    private final boolean single;

    private KeyInterval(byte[] from, byte @Nullable [] to, boolean single) {
        this.from = from;
        this.to = to;
        this.single = single;
    }

    /** As the protocol says it: no end is just the key, an end of one zero byte is everything from the key on. */
    public static KeyInterval of(byte[] key, byte[] rangeEnd) {
        if (rangeEnd.length == 0) {
            return new KeyInterval(key, Arrays.copyOf(key, key.length + 1), true);
        }
        boolean open = rangeEnd.length == 1 && rangeEnd[0] == 0;
        return new KeyInterval(key, open ? null : rangeEnd, false);
    }

    /** What of it lies at or after a key that is in it. */
    public KeyInterval startingAt(byte[] key) {
        return new KeyInterval(key, to, single);
    }

    /** Just this key. */
    public static KeyInterval single(byte[] key) {
        return of(key, new byte[0]);
    }

    public byte[] from() {
        return from;
    }

    /** First key no longer in it; null if it has no end. */
    public byte @Nullable [] to() {
        return to;
    }

    /** Whether it can hold one key only, {@link #from}. */
    public boolean isSingle() {
        return single;
    }

    public boolean contains(byte[] key) {
        return Arrays.compareUnsigned(from, key) <= 0 && isBeforeEnd(key);
    }

    boolean isBeforeEnd(byte[] key) {
        byte[] end = to;
        return end == null || Arrays.compareUnsigned(key, end) < 0;
    }
}
