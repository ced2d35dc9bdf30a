package io.ratiskv.server.storage;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Changes that are written together, in RocksDB's own form, so that the whole batch crosses into native code once.
 *
 * <p>The form (RocksDB {@code write_batch.cc}): sequence (8 bytes, filled in by RocksDB), count (4 bytes,
 * little-endian), then per record a tag, the family's number unless it is 0, and length-prefixed parts.
 */
public final class StoreBatch {
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int COUNT_OFFSET = 8;
    private static final int HEADER_BYTES = 12;
    private static final int LENGTH_BYTES_MAX = 5;

    private static final byte DELETION = 0x0;
    private static final byte VALUE = 0x1;
    private static final byte FAMILY_DELETION = 0x4;
    private static final byte FAMILY_VALUE = 0x5;
    private static final byte FAMILY_RANGE_DELETION = 0xE;
    private static final byte RANGE_DELETION = 0xF;

    private final int[] familyIds;
    private byte[] bytes;
    private int size = HEADER_BYTES;
    private int count;

    /**
     * @param familyIds RocksDB's number of each {@link Family}, by position
     * @param buffer to be overwritten, and grown if need be
     */
    StoreBatch(int[] familyIds, byte[] buffer) {
        this.familyIds = familyIds;
        this.bytes = buffer;
        Arrays.fill(buffer, 0, HEADER_BYTES, (byte) 0);
    }

    public void put(Family family, byte[] key, byte[] row) {
        begin(family, VALUE, FAMILY_VALUE, key.length + row.length);
        append(key);
        append(row);
    }

    public void delete(Family family, byte[] key) {
        begin(family, DELETION, FAMILY_DELETION, key.length);
        append(key);
    }

    /** Deletes the rows in [from, to). */
    public void deleteRange(Family family, byte[] from, byte[] to) {
        begin(family, RANGE_DELETION, FAMILY_RANGE_DELETION, from.length + to.length);
        append(from);
        append(to);
    }

    /** Bytes that the batch has now. */
    public int sizeBytes() {
        return size;
    }

    public boolean isEmpty() {
        return count == 0;
    }

    /** The buffer, which the batch must not be used with any more. */
    byte[] buffer() {
        return bytes;
    }

    byte[] encoded() {
        INT.set(bytes, COUNT_OFFSET, count);
        return Arrays.copyOf(bytes, size);
    }

    private void begin(Family family, byte tag, byte familyTag, int partBytes) {
        ensure(1 + 3 * LENGTH_BYTES_MAX + partBytes);
        int id = familyIds[family.position()];
        count++;
        if (id == 0) {
            bytes[size++] = tag;
        } else {
            bytes[size++] = familyTag;
            appendVarint(id);
        }
    }

    private void append(byte[] part) {
        appendVarint(part.length);
        System.arraycopy(part, 0, bytes, size, part.length);
        size += part.length;
    }

    private void appendVarint(int value) {
        int rest = value;
        while (rest >= 0x80) {
            bytes[size++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
    }

    private void ensure(int more) {
        int needed = Math.addExact(size, more);
        if (needed > bytes.length) {
            long doubled = 2L * bytes.length;
            bytes = Arrays.copyOf(bytes, (int) Math.max(needed, Math.min(doubled, Integer.MAX_VALUE - 64)));
        }
    }
}
