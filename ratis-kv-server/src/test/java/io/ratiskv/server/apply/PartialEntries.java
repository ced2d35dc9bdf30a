package io.ratiskv.server.apply;

import io.ratiskv.server.command.CommandBatch;
import io.ratiskv.server.mvcc.MvccStore;
import io.ratiskv.server.mvcc.WriteTxn;
import io.ratiskv.server.storage.Family;
import io.ratiskv.server.storage.RocksStore;
import io.ratiskv.server.storage.StoreBatch;
import java.nio.file.Path;

/** Makes the store that a crash in the middle of a large entry leaves. */
final class PartialEntries {
    private PartialEntries() {}

    static void leave(Path path, CommandBatch entry, int commands) {
        try (RocksStore store = RocksStore.open(path, Requests.SMALL.store())) {
            SessionTable sessions = SessionTable.load(store, 0);
            CommandApplier applier = new CommandApplier(sessions);
            RollingHash hash = new RollingHash(0);
            WriteTxn txn = MvccStore.load(store, 1 << 20).begin();
            long now = entry.getLogTimeMs();
            for (int i = 0; i < commands; i++) {
                hash.add(now);
                applier.apply(entry.getCommands(i), txn, hash, now);
            }
            StoreBatch batch = txn.finish();
            sessions.save(batch);
            Applied applied = new Applied(0, -1, commands, now, hash.value(), sessions.opened());
            batch.put(Family.META, Applied.ROW, applied.encode());
            store.write(batch);
        }
    }
}
