package io.ratiskv.client;

/** What a member is to the cluster at the moment. */
public enum MemberRole {
    FOLLOWER,
    CANDIDATE,
    LEADER,
    /** Not yet part of the group, or the group is not running there. */
    STARTING
}
