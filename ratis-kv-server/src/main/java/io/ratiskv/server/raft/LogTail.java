package io.ratiskv.server.raft;

/**
 * How much of the log stays on disk behind a snapshot: so many entries, for members that lag a little, and none while space
 * is short. It never waits for a member: one that was away for longer is sent a snapshot, so the log is bounded however long
 * that is.
 *
 * <p>Thread: {@link #spaceIsShort} any; the rest {@code apply}.
 */
final class LogTail {
    private final int entriesKept;
    private volatile boolean spaceIsShort;
    // Ratis refuses an index that is below an earlier one.
    private long dropped;

    LogTail(int entriesKept) {
        this.entriesKept = entriesKept;
    }

    void spaceIsShort(boolean now) {
        spaceIsShort = now;
    }

    /** A snapshot was loaded: what Ratis counts from. */
    void beginsAt(long snapshotIndex) {
        dropped = Math.max(dropped, snapshotIndex);
    }

    /** The newest entry that may be dropped, given the newest snapshot. */
    long droppable(long snapshotIndex, long appliedIndex) {
        long wanted = spaceIsShort ? snapshotIndex : Math.min(snapshotIndex, appliedIndex - entriesKept);
        dropped = Math.max(dropped, wanted);
        return dropped;
    }
}
