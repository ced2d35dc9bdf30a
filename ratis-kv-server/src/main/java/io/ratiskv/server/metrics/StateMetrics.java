package io.ratiskv.server.metrics;

/** What is applied, and what it amounts to: keys, sessions, leases. The same on every member that is as far. */
public final class StateMetrics {
    public final Count appliedEntries;
    public final Count appliedCommands;
    public final Tally rejectedCommands;
    public final Histogram applySeconds;
    public final Level openSessions;
    public final Level keptAnswerBytes;
    public final Level currentRevision;
    public final Level compactedRevision;
    public final Level liveKeys;
    public final Level liveLeases;
    public final Tally expiredLeases;
    public final Level leaseLateness;

    StateMetrics(Meters meters) {
        appliedEntries = meters.count("apply", "applied", Unit.ENTRIES, "Entries applied in this life.");
        appliedCommands = meters.count("apply", "applied", Unit.COMMANDS, "Commands applied in this life.");
        rejectedCommands = meters.tally(
                "apply",
                "rejected",
                Unit.COMMANDS,
                "Commands that every member refused alike, since this store was opened.");
        applySeconds =
                meters.times("apply", "entry", "Time that applying each entry took: its commands and its batch.");
        openSessions = meters.level("apply", "open", Unit.SESSIONS, "Sessions of clients.");
        keptAnswerBytes = meters.level(
                "apply", "kept_answer", Unit.BYTES, "Answers kept for retries, with what keeping them costs.");
        currentRevision = meters.level("mvcc", "current", Unit.REVISION, "Newest revision that is applied here.");
        compactedRevision = meters.level(
                "mvcc", "compacted", Unit.REVISION, "Oldest readable revision; 0 = nothing was compacted.");
        liveKeys = meters.level("mvcc", "live", Unit.KEYS, "Keys that exist now.");
        liveLeases = meters.level("lease", "live", Unit.LEASES, "Leases that have not ended.");
        expiredLeases = meters.tally(
                "lease", "expired", Unit.LEASES, "Leases that ended by themselves, since this store was opened.");
        leaseLateness = meters.level(
                "lease",
                "lateness",
                Unit.SECONDS,
                "By how much log time the latest of the leases that ended last was late.");
    }
}
