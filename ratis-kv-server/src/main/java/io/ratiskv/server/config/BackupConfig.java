package io.ratiskv.server.config;

import java.util.List;

/**
 * Backups that clients fetch.
 *
 * @param bytesPerSecond most that all of them together read from this member's disk
 */
public record BackupConfig(long bytesPerSecond) {
    static final Setting<Long> BYTES_PER_SECOND = Setting.bytes(
            "backup.bytes-per-second",
            64L << 20,
            4L << 20,
            1L << 40,
            "Most bytes that backups read from this member's disk in a second, all together, so that reads and writes do not"
                    + " wait for them. A backup reads the store twice: for its checksums, and to send it.");

    static final List<Setting<?>> SETTINGS = List.of(BYTES_PER_SECOND);

    static BackupConfig from(Settings settings) {
        return new BackupConfig(settings.get(BYTES_PER_SECOND));
    }
}
