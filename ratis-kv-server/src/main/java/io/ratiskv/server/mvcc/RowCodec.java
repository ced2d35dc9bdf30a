package io.ratiskv.server.mvcc;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * States of keys as rows: flags (1 byte), modification revision; if alive, revisions since creation, version, lease (if
 * flagged) and then the value. Numbers are varints: 7 bits a byte, lowest first.
 */
final class RowCodec {
    static final byte[] NOTHING = {};

    /** Longest head of a row: flags and four numbers of at most 10 bytes. */
    static final int HEAD_BYTES_MAX = 1 + 4 * 10;

    private static final int TOMBSTONE = 1;
    private static final int LEASED = 2;

    private RowCodec() {}

    static KeyVersion alive(byte[] key, long create, long mod, long version, long lease, ByteBuffer value) {
        byte[] head = new byte[HEAD_BYTES_MAX];
        head[0] = (byte) (lease == 0 ? 0 : LEASED);
        int at = putVarint(head, 1, mod);
        at = putVarint(head, at, mod - create);
        at = putVarint(head, at, version);
        if (lease != 0) {
            at = putVarint(head, at, lease);
        }
        byte[] row = Arrays.copyOf(head, at + value.remaining());
        value.get(row, at, value.remaining());
        return new KeyVersion(key, create, mod, version, lease, row, at);
    }

    /** What a deletion leaves behind. */
    static KeyVersion tombstone(byte[] key, long mod) {
        byte[] head = new byte[HEAD_BYTES_MAX];
        head[0] = TOMBSTONE;
        byte[] row = Arrays.copyOf(head, putVarint(head, 1, mod));
        return new KeyVersion(key, 0, mod, 0, 0, row, row.length);
    }

    static KeyVersion decode(byte[] key, byte[] row) {
        Head head = new Head();
        head.read(row);
        return head.of(key, row);
    }

    static @Nullable KeyVersion decodeNullable(byte[] key, byte @Nullable [] row) {
        return row == null ? null : decode(key, row);
    }

    /** The numbers of one row, read into fields so that passing over many rows makes no garbage. */
    static final class Head {
        private int at;
        private boolean tombstone;
        private long mod;
        private long create;
        private long version;
        private long lease;

        /** @param bytes a row, or at least {@link #HEAD_BYTES_MAX} bytes of it */
        void read(byte[] bytes) {
            int flags = bytes[0];
            tombstone = (flags & TOMBSTONE) != 0;
            at = 1;
            mod = next(bytes);
            create = tombstone ? 0 : mod - next(bytes);
            version = tombstone ? 0 : next(bytes);
            lease = (flags & LEASED) != 0 ? next(bytes) : 0;
        }

        boolean isTombstone() {
            return tombstone;
        }

        long mod() {
            return mod;
        }

        KeyVersion of(byte[] key, byte[] row) {
            return new KeyVersion(key, create, mod, version, lease, row, at);
        }

        KeyVersion withoutValue(byte[] key) {
            return new KeyVersion(key, create, mod, version, lease, NOTHING, 0);
        }

        private long next(byte[] bytes) {
            long value = 0;
            for (int shift = 0; shift < Long.SIZE; shift += 7) {
                byte b = bytes[at++];
                value |= (long) (b & 0x7F) << shift;
                if (b >= 0) {
                    break;
                }
            }
            return value;
        }
    }

    private static int putVarint(byte[] target, int offset, long value) {
        int at = offset;
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            target[at++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        target[at++] = (byte) rest;
        return at;
    }
}
