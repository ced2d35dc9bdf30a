package io.ratiskv.server.storage;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * The number that says which build can read the store: that of the newest log entry in it. Rows have a meaning as entries
 * do, so one number tells of both, and a store is as old as what was ever written to it, not as the build that has it open.
 */
public final class StoreFormat {
    /** What an empty store has, and the oldest that this build reads. */
    public static final int OLDEST = 2;

    private static final byte[] ROW = "format".getBytes(StandardCharsets.US_ASCII);

    private StoreFormat() {}

    /** The store's. */
    public static int of(StoreReader store) {
        byte[] row = store.get(Family.META, ROW);
        return row == null || row.length != Integer.BYTES
                ? OLDEST
                : ByteBuffer.wrap(row).getInt();
    }

    /** From this batch on the store has this format. */
    public static void put(StoreBatch batch, int format) {
        batch.put(
                Family.META,
                ROW,
                ByteBuffer.allocate(Integer.BYTES).putInt(format).array());
    }

    /** Refuses a store of another format; gives an empty one the oldest. */
    static void check(RocksStore store, Path path, int newest) {
        byte[] row = store.get(Family.META, ROW);
        if (row == null) {
            refuseUnlessEmpty(store, path);
            StoreBatch batch = store.newBatch();
            put(batch, OLDEST);
            store.write(batch);
            store.flush();
        } else if (row.length != Integer.BYTES || !known(ByteBuffer.wrap(row).getInt(), newest)) {
            String found = row.length == Integer.BYTES
                    ? Integer.toUnsignedString(ByteBuffer.wrap(row).getInt())
                    : "unreadable";
            throw new StoreException(
                    StoreException.Kind.FORMAT,
                    "the store in " + path + " has format " + found + ", but this build reads "
                            + (newest == OLDEST ? "format " + OLDEST : "formats " + OLDEST + " to " + newest)
                            + " only: use the version that wrote it, or wipe the member and let the others re-fill it");
        }
    }

    private static boolean known(int format, int newest) {
        return OLDEST <= format && format <= newest;
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
