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

    /** @param commands how many of the entry's are in the store, whose next entry it is */
    static void leave(Path path, CommandBatch entry, int commands) {
        try (RocksStore store = RocksStore.open(path, Requests.SMALL.store())) {
            byte[] row = store.get(Family.META, Applied.ROW);
            Applied before = row == null ? Applied.NOTHING : Applied.decode(row);
            Tables tables = Tables.load(store, before.sessionsOpened());
            CommandApplier applier = new CommandApplier(tables);
            RollingHash hash = new RollingHash(before.hash());
            EntryEvents events = new EntryEvents(hash);
            WriteTxn txn = MvccStore.load(store, 1 << 20, 1 << 10).begin();
            long now = entry.getLogTimeMs();
            applier.expire(txn, events, now);
            for (int i = 0; i < commands; i++) {
                hash.add(now);
                applier.apply(entry.getCommands(i), txn, events, now);
            }
            StoreBatch batch = txn.finish();
            tables.save(batch);
            Applied applied = new Applied(
                    before.term(),
                    before.index(),
                    commands,
                    now,
                    hash.value(),
                    tables.sessions().opened());
            batch.put(Family.META, Applied.ROW, applied.encode());
            store.write(batch);
        }
    }
}
