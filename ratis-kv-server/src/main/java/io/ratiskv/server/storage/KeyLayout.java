package io.ratiskv.server.storage;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Keys as bytes that sort as they should.
 *
 * <ul>
 *   <li>{@code versions}: the key with each 0x00 as 0x00 0xFF, then 0x00 0x01, then the complement of the revision. No
 *       escaped key is the beginning of another one, so the states of one key lie together, newest first.
 *   <li>{@code changes}: revision (8 bytes), number of the event in it (4 bytes), both big-endian.
 * </ul>
 */
public final class KeyLayout {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final byte ESCAPED_ZERO = (byte) 0xFF;
    private static final byte TERMINATOR = 1;
    private static final int CHANGE_KEY_BYTES = Long.BYTES + Integer.BYTES;

    private KeyLayout() {}

    /** Where the state of {@code key} that began at {@code modRevision} lies. */
    public static byte[] version(byte[] key, long modRevision) {
        int zeros = 0;
        for (byte b : key) {
            if (b == 0) {
                zeros++;
            }
        }
        byte[] out = new byte[key.length + zeros + 2 + Long.BYTES];
        int at = 0;
        for (byte b : key) {
            out[at++] = b;
            if (b == 0) {
                out[at++] = ESCAPED_ZERO;
            }
        }
        out[at++] = 0;
        out[at++] = TERMINATOR;
        LONG.set(out, at, ~modRevision);
        return out;
    }

    /** Whether two {@link #version} keys are of the same user key. */
    public static boolean sameKey(byte[] versionKey, byte[] other) {
        return versionKey.length == other.length
                && Arrays.equals(versionKey, 0, versionKey.length - Long.BYTES, other, 0, other.length - Long.BYTES);
    }

    /** The revision in a {@link #version} key. */
    public static long revisionOfVersion(byte[] versionKey) {
        return ~(long) LONG.get(versionKey, versionKey.length - Long.BYTES);
    }

    public static byte[] change(long revision, int event) {
        byte[] out = new byte[CHANGE_KEY_BYTES];
        LONG.set(out, 0, revision);
        INT.set(out, Long.BYTES, event);
        return out;
    }

    /** The revision in a {@link #change} key. */
    public static long revisionOfChange(byte[] changeKey) {
        return (long) LONG.get(changeKey, 0);
    }

    /** The number of the event in a {@link #change} key. */
    public static int eventOfChange(byte[] changeKey) {
        return (int) INT.get(changeKey, Long.BYTES);
    }

    /** A name and numbers that sort by their (unsigned) size. */
    public static byte[] row(char name, long... numbers) {
        byte[] out = new byte[1 + numbers.length * Long.BYTES];
        out[0] = (byte) name;
        for (int i = 0; i < numbers.length; i++) {
            LONG.set(out, 1 + i * Long.BYTES, numbers[i]);
        }
        return out;
    }

    /** The number at a position of a {@link #row} key. */
    public static long numberOfRow(byte[] rowKey, int position) {
        return (long) LONG.get(rowKey, 1 + position * Long.BYTES);
    }
}
