package io.ratiskv.server.mvcc;

import io.ratiskv.server.storage.Family;
import io.ratiskv.server.storage.KeyLayout;
import io.ratiskv.server.storage.StoreCursor;
import io.ratiskv.server.storage.StoreReader;
import org.jspecify.annotations.Nullable;

/** Superseded states of keys. Its cursor is made when first needed: most reads want only newest states. */
final class History implements AutoCloseable {
    private final StoreReader reader;
    private @Nullable StoreCursor cursor;

    History(StoreReader reader) {
        this.reader = reader;
    }

    /** The key's newest superseded state at or below a revision, a tombstone included. */
    @Nullable
    KeyVersion find(byte[] key, long revision) {
        StoreCursor versions = cursor;
        if (versions == null) {
            versions = reader.cursor(Family.VERSIONS);
            cursor = versions;
        }
        byte[] wanted = KeyLayout.version(key, revision);
        if (!versions.seek(wanted) || !KeyLayout.sameKey(versions.key(), wanted)) {
            return null;
        }
        return RowCodec.decode(key, versions.row());
    }

    @Override
    public void close() {
        StoreCursor versions = cursor;
        if (versions != null) {
            versions.close();
        }
    }
}
