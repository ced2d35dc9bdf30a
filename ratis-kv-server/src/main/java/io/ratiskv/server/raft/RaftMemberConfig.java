package io.ratiskv.server.raft;

import java.time.Duration;
import java.util.List;

/**
 * What the raft room needs to know, as plain values.
 *
 * @param electionTimeoutMin shortest silence of the leader after which a member campaigns; heartbeats go every half
 * @param requestTimeout how long one message to another member may take
 * @param pauseMax a pause of the process longer than this ends it (Ratis closes its server by itself then)
 * @param snapshotEntries most Raft entries applied between two snapshots
 * @param snapshotLogBytes most bytes of log applied between two snapshots
 * @param snapshotsKept newest snapshots kept; at least two, since Ratis may be sending the older one
 * @param logSegmentBytes size at which the log begins a new file
 * @param logEntriesKept entries kept behind a snapshot, so that a member a little behind is fed from the log
 * @param entryBytesMax largest Raft entry
 * @param bootstrap form the group from {@code members} if there is nothing on disk; else wait to be added to one
 */
public record RaftMemberConfig(
        String clusterId,
        String memberId,
        List<Member> members,
        String bindHost,
        int bindPort,
        Duration electionTimeoutMin,
        Duration electionTimeoutMax,
        Duration requestTimeout,
        Duration pauseMax,
        long snapshotEntries,
        long snapshotLogBytes,
        int snapshotsKept,
        long logSegmentBytes,
        int logEntriesKept,
        long entryBytesMax,
        boolean bootstrap) {

    /** A member as others reach it: host names are kept as they are and resolved at every connect. */
    public record Member(String id, String raftAddress, String clientAddress) {}

    public RaftMemberConfig {
        members = List.copyOf(members);
    }
}
