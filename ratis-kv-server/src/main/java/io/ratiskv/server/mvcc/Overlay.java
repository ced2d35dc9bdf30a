package io.ratiskv.server.mvcc;

import io.ratiskv.server.storage.Family;
import io.ratiskv.server.storage.StoreReader;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The keys of the current Raft entry over the store beneath, which does not hold that entry yet. */
final class Overlay {
    private final TreeMap<byte[], Cell> cells = new TreeMap<>(Arrays::compareUnsigned);
    private final StoreReader reader;
    private final NewestStates newest;

    Overlay(StoreReader reader, NewestStates newest) {
        this.reader = reader;
        this.newest = newest;
    }

    /** The key's cell, filled from the store if the entry meets the key for the first time. */
    Cell cell(byte[] key) {
        Cell cell = cells.get(key);
        if (cell == null) {
            KeyVersion known = newest.find(key);
            cell = new Cell(key, known == null ? RowCodec.decodeNullable(key, reader.get(Family.LATEST, key)) : known);
            cells.put(key, cell);
        }
        return cell;
    }

    /** The cell of a key whose state in the store the caller has just read. */
    Cell cell(KeyVersion found) {
        return cells.computeIfAbsent(found.key(), key -> new Cell(key, found));
    }

    @Nullable
    Cell find(byte[] key) {
        return cells.get(key);
    }

    @Nullable
    Cell atOrAfter(byte[] key) {
        Map.Entry<byte[], Cell> entry = cells.ceilingEntry(key);
        return entry == null ? null : entry.getValue();
    }

    @Nullable
    Cell after(byte[] key) {
        Map.Entry<byte[], Cell> entry = cells.higherEntry(key);
        return entry == null ? null : entry.getValue();
    }

    /** In order of the keys. */
    Collection<Cell> cells() {
        return cells.values();
    }
}
