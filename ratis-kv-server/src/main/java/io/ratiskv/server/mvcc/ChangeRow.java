package io.ratiskv.server.mvcc;

import java.nio.ByteBuffer;

/**
 * One event as it lies in {@code changes}: 1 byte kind, 8 bytes revision of the superseded state (0 = there was none),
 * then the key.
 */
record ChangeRow(boolean deletes, long previousModRevision, ByteBuffer key) {
    private static final byte PUT = 0;
    private static final byte DELETE = 1;

    static byte[] encode(boolean deletes, long previousModRevision, byte[] key) {
        return ByteBuffer.allocate(1 + Long.BYTES + key.length)
                .put(deletes ? DELETE : PUT)
                .putLong(previousModRevision)
                .put(key)
                .array();
    }

    static ChangeRow decode(byte[] row) {
        ByteBuffer in = ByteBuffer.wrap(row);
        return new ChangeRow(in.get() == DELETE, in.getLong(), in.slice());
    }

    byte[] keyBytes() {
        byte[] bytes = new byte[key.remaining()];
        key.duplicate().get(bytes);
        return bytes;
    }
}
