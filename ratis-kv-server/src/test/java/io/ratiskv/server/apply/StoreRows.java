package io.ratiskv.server.apply;

import io.ratiskv.server.storage.Family;
import io.ratiskv.server.storage.RocksStore;
import io.ratiskv.server.storage.StoreCursor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Looks at the rows beneath a state, which it closes for that. */
final class StoreRows {
    private StoreRows() {}

    /** Rows of keys, history and changes. */
    static int count(ReplicatedState state, Path directory) {
        state.close();
        return count(directory, Family.LATEST) + count(directory, Family.VERSIONS) + count(directory, Family.CHANGES);
    }

    static int sessionRows(ReplicatedState state, Path directory) {
        state.close();
        return count(directory, Family.SESSIONS);
    }

    /** Every row, as text. */
    static List<String> of(Path directory) {
        List<String> rows = new ArrayList<>();
        try (RocksStore store = RocksStore.open(directory, Requests.SMALL.store())) {
            for (Family family : Family.values()) {
                try (StoreCursor cursor = store.cursor(family)) {
                    for (boolean valid = cursor.seekToFirst(); valid; valid = cursor.next()) {
                        HexFormat hex = HexFormat.of();
                        rows.add(family + " " + hex.formatHex(cursor.key()) + " " + hex.formatHex(cursor.row()));
                    }
                }
            }
        }
        return rows;
    }

    private static int count(Path directory, Family family) {
        int rows = 0;
        try (RocksStore store = RocksStore.open(directory, Requests.SMALL.store());
                StoreCursor cursor = store.cursor(family)) {
            for (boolean valid = cursor.seekToFirst(); valid; valid = cursor.next()) {
                rows++;
            }
        }
        return rows;
    }
}
