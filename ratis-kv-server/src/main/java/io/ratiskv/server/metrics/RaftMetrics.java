package io.ratiskv.server.metrics;

/** This member's part in the group, as its own log and division know it. */
public final class RaftMetrics {
    private static final String ROOM = "raft";

    public final Level leader;
    public final Level readyLeader;
    public final Level knownLeader;
    public final Level running;
    public final Level currentTerm;
    public final Level committedIndex;
    public final Level appliedIndex;
    public final Level applyLag;
    public final Level votingMembers;
    public final Level reachableMembers;
    public final Count leaderChanges;
    public final Count takenSnapshots;
    public final Count failedSnapshots;
    public final Count loadedStores;
    public final Level snapshotIndex;
    public final Level snapshotAge;
    public final Level snapshotLag;
    public final Histogram snapshotSeconds;
    public final Histogram snapshotPauseSeconds;

    RaftMetrics(Meters meters) {
        leader = meters.level(ROOM, "leader", Unit.STATE, "Whether this member leads.");
        readyLeader = meters.level(
                ROOM, "ready_leader", Unit.STATE, "Whether this member leads and has applied an entry of its term.");
        knownLeader = meters.level(ROOM, "known_leader", Unit.STATE, "Whether this member knows who leads.");
        running = meters.level(ROOM, "running", Unit.STATE, "Whether this member takes part in its group.");
        currentTerm = meters.level(ROOM, "current", Unit.TERM, "The term that this member is in.");
        committedIndex = meters.level(ROOM, "committed", Unit.INDEX, "Newest entry known to be committed.");
        appliedIndex = meters.level(ROOM, "applied", Unit.INDEX, "Newest entry that is applied here.");
        applyLag = meters.level(ROOM, "apply_lag", Unit.ENTRIES, "Entries known to be committed and not applied here.");
        votingMembers = meters.level(ROOM, "voting", Unit.MEMBERS, "Members of the configuration, as known here.");
        reachableMembers = meters.level(
                ROOM,
                "reachable",
                Unit.MEMBERS,
                "Members that answered this leader within two election timeouts, itself included; not a number on the"
                        + " others.");
        leaderChanges = meters.count(ROOM, "leader", Unit.CHANGES, "How often this member came to know a new leader.");
        takenSnapshots = meters.count(ROOM, "taken", Unit.SNAPSHOTS, "Snapshots taken here.");
        failedSnapshots = meters.count(ROOM, "failed", Unit.SNAPSHOTS, "Snapshots that could not be taken.");
        loadedStores = meters.count(
                ROOM,
                "loaded",
                Unit.STORES,
                "How often the store was opened: once at the start, once more for each snapshot that a leader sent.");
        snapshotIndex = meters.level(ROOM, "snapshot", Unit.INDEX, "Entry that the newest snapshot ends with.");
        snapshotAge = meters.level(
                ROOM, "snapshot_age", Unit.SECONDS, "Time since a snapshot was last taken here, or since the start.");
        snapshotLag = meters.level(
                ROOM,
                "unsnapshotted",
                Unit.ENTRIES,
                "Entries applied since the newest snapshot: what a start replays.");
        snapshotSeconds = meters.times(ROOM, "snapshot", "How long each snapshot took, beside applying.");
        snapshotPauseSeconds =
                meters.times(ROOM, "snapshot_pause", "For how long each snapshot kept entries from being applied.");
    }
}
