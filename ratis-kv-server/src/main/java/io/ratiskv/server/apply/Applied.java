package io.ratiskv.server.apply;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * How far the log is applied, one row in {@code meta}, written with every entry.
 *
 * @param term of the entry at {@code index}
 * @param index all of whose commands are applied
 * @param commandsBeyond commands of the entry after it that are applied already, if that entry was written in steps
 * @param sessionsOpened sessions ever opened: the last id given out
 */
record Applied(long term, long index, int commandsBeyond, long logTimeMillis, long hash, long sessionsOpened) {
    static final byte[] ROW = "applied".getBytes(StandardCharsets.US_ASCII);
    static final Applied NOTHING = new Applied(AppliedPosition.NONE.term(), AppliedPosition.NONE.index(), 0, 0, 0, 0);

    static Applied decode(byte[] row) {
        ByteBuffer in = ByteBuffer.wrap(row);
        return new Applied(in.getLong(), in.getLong(), in.getInt(), in.getLong(), in.getLong(), in.getLong());
    }

    byte[] encode() {
        return ByteBuffer.allocate(5 * Long.BYTES + Integer.BYTES)
                .putLong(term)
                .putLong(index)
                .putInt(commandsBeyond)
                .putLong(logTimeMillis)
                .putLong(hash)
                .putLong(sessionsOpened)
                .array();
    }

    AppliedPosition position() {
        return new AppliedPosition(term, index);
    }
}
