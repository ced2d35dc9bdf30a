package io.ratiskv.server.storage;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The number that says which build can read the store. */
final class StoreFormat {
    /** Raised whenever the meaning of any row changes. */
    static final int VERSION = 2;

    private static final byte[] ROW = "format".getBytes(StandardCharsets.US_ASCII);

    private StoreFormat() {}

    /** Refuses a store of another format; gives an empty one this build's. */
    static void check(RocksStore store, Path path) {
        byte[] row = store.get(Family.META, ROW);
        if (row == null) {
            refuseUnlessEmpty(store, path);
            StoreBatch batch = store.newBatch();
            batch.put(
                    Family.META,
                    ROW,
                    ByteBuffer.allocate(Integer.BYTES).putInt(VERSION).array());
            store.write(batch);
            store.flush();
        } else if (row.length != Integer.BYTES || ByteBuffer.wrap(row).getInt() != VERSION) {
            String found = row.length == Integer.BYTES
                    ? Integer.toUnsignedString(ByteBuffer.wrap(row).getInt())
                    : "unreadable";
            throw new StoreException(
                    StoreException.Kind.FORMAT,
                    "the store in " + path + " has format " + found + ", but this build reads format " + VERSION
                            + " only: use the version that wrote it, or wipe the member and let the others re-fill it");
        }
    }

    private static void refuseUnlessEmpty(RocksStore store, Path path) {
        for (Family family : Family.values()) {
            try (StoreCursor cursor = store.cursor(family)) {
                if (cursor.seekToFirst()) {
                    throw new StoreException(
                            StoreException.Kind.FORMAT,
                            "the RocksDB database in " + path
                                    + " was not made by this server: it has rows but no format");
                }
            }
        }
    }
}
