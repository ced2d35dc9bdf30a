package io.ratiskv.server.metrics;

/** Backups that clients fetch from this member. */
public final class BackupMetrics {
    public final Level lastStreamed;
    public final Level heldCopies;

    BackupMetrics(Meters meters) {
        lastStreamed = meters.level(
                "backup",
                "last_streamed",
                Unit.SECONDS,
                "When a backup was last fetched whole from this member, in seconds since 1970; 0 = never.");
        heldCopies = meters.level(
                "backup", "held", Unit.COPIES, "Copies of the store that are being made or fetched at the moment.");
    }
}
