package io.ratiskv.server.config;

import java.util.List;

/**
 * When a snapshot of the state is taken, and how many are kept.
 *
 * @param everyEntries entries of the log applied since the last one
 * @param everyLogBytes bytes of the log applied since the last one
 * @param kept newest snapshots kept
 */
public record SnapshotConfig(int everyEntries, long everyLogBytes, int kept) {
    static final Setting<Integer> EVERY_ENTRIES = Setting.count(
            "snapshot.every-entries",
            100_000,
            100,
            100_000_000,
            "Take a snapshot when so many entries were applied since the last one. An entry may hold thousands of"
                    + " commands.");

    static final Setting<Long> EVERY_LOG_BYTES = Setting.bytes(
            "snapshot.every-log-bytes",
            256L << 20,
            1L << 20,
            1L << 40,
            "Take a snapshot when so many bytes of the log were applied since the last one: bounds the log and the time"
                    + " to restart.");

    static final Setting<Integer> KEPT = Setting.count(
            "snapshot.kept",
            2,
            2,
            100,
            "Newest snapshots kept; older ones are deleted. At least two: one may be on its way to a member while the"
                    + " next is taken.");

    static final List<Setting<?>> SETTINGS = List.of(EVERY_ENTRIES, EVERY_LOG_BYTES, KEPT);

    static SnapshotConfig from(Settings settings) {
        return new SnapshotConfig(settings.get(EVERY_ENTRIES), settings.get(EVERY_LOG_BYTES), settings.get(KEPT));
    }
}
