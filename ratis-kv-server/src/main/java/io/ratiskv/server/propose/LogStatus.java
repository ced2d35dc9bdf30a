package io.ratiskv.server.propose;

import org.jspecify.annotations.Nullable;

/**
 * What this member knows of its Raft group at one moment.
 *
 * @param leaderReady leads, and has applied an entry of its own term: only then may it stamp time or serve reads
 * @param leaderId who leads, if known
 * @param leaderClientAddress {@code host:port} for clients, if known
 */
public record LogStatus(
        Role role,
        long term,
        boolean leaderReady,
        @Nullable String leaderId,
        @Nullable String leaderClientAddress,
        long commitIndex,
        long appliedIndex) {

    /** Raft's roles, and the time before a member has one. */
    public enum Role {
        FOLLOWER,
        CANDIDATE,
        LEADER,
        STARTING
    }

    public boolean isLeader() {
        return role == Role.LEADER;
    }
}
