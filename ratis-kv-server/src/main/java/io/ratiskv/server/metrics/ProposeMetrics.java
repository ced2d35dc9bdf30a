package io.ratiskv.server.metrics;

/** Writes on their way into the log. Only a leader has some. */
public final class ProposeMetrics {
    private static final String ROOM = "propose";

    public final Level pendingWrites;
    public final Level pendingBytes;
    public final Histogram entryWrites;
    public final Histogram entryBytes;
    public final Histogram queueSeconds;
    public final Histogram commitSeconds;
    public final Histogram entrySeconds;
    public final Count failedEntries;

    ProposeMetrics(Meters meters) {
        pendingWrites = meters.level(ROOM, "pending", Unit.WRITES, "Writes accepted and not yet settled.");
        pendingBytes = meters.level(
                ROOM,
                "pending",
                Unit.BYTES,
                "Bytes of writes accepted and not yet settled; bounded by proposer.max-pending-bytes.");
        entryWrites = meters.sizes(ROOM, "entry", Unit.WRITES, "Writes in each entry of the log proposed here.");
        entryBytes = meters.sizes(ROOM, "entry", Unit.BYTES, "Bytes of writes in each entry proposed here.");
        queueSeconds = meters.times(
                ROOM, "queue", "How long the oldest write of each entry had waited when the entry was proposed.");
        commitSeconds = meters.times(
                ROOM,
                "commit",
                "Time from proposing an entry until it is committed and its turn to be applied has come: own fsync and"
                        + " a majority's.");
        entrySeconds = meters.times(ROOM, "entry", "Time from proposing an entry until it is applied and answered.");
        failedEntries = meters.count(
                ROOM, "failed", Unit.ENTRIES, "Entries that were not appended, or whose outcome is unknown.");
    }
}
