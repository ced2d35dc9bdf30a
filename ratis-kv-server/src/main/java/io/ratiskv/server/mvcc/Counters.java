package io.ratiskv.server.mvcc;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * What is counted over all keys, one row in {@code meta}.
 *
 * @param revision newest revision
 * @param compactRevision oldest readable revision; 0 if nothing was compacted
 * @param keys keys that exist at the newest revision
 */
record Counters(long revision, long compactRevision, long keys) {
    static final Counters EMPTY = new Counters(MvccStore.EMPTY_REVISION, 0, 0);
    static final byte[] ROW = "mvcc".getBytes(StandardCharsets.US_ASCII);

    static Counters decode(byte[] row) {
        ByteBuffer in = ByteBuffer.wrap(row);
        return new Counters(in.getLong(), in.getLong(), in.getLong());
    }

    byte[] encode() {
        return ByteBuffer.allocate(3 * Long.BYTES)
                .putLong(revision)
                .putLong(compactRevision)
                .putLong(keys)
                .array();
    }
}
