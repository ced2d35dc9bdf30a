package io.ratiskv.client;

import java.util.Objects;

/**
 * One change of who is in the cluster. Each is safe to repeat: where there is nothing to do, that is success.
 *
 * @param kind what is to be done
 * @param member the member; for {@link Kind#REMOVE} and {@link Kind#MOVE_LEADER} only its name counts
 */
public record MembershipChange(Kind kind, Member member) {
    /** What can be changed. */
    public enum Kind {
        /** Takes in a member whose process runs, on an empty disk, at these addresses. */
        ADD,
        /** Lets a member go, dead or alive, the leader too. */
        REMOVE,
        /** The member of this name is from now on the process, on an empty disk, at these addresses. */
        REPLACE,
        /** Has this member lead. */
        MOVE_LEADER
    }

    public MembershipChange {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(member, "member");
    }

    /**
     * @param raftAddress {@code host:port} where the other members reach it; a host name is looked up at every connect
     * @param clientAddress {@code host:port} where clients reach it
     */
    public static MembershipChange add(String name, String raftAddress, String clientAddress) {
        return new MembershipChange(Kind.ADD, new Member(name, raftAddress, clientAddress));
    }

    public static MembershipChange remove(String name) {
        return new MembershipChange(Kind.REMOVE, new Member(name, "", ""));
    }

    /** See {@link #add} for the addresses. */
    public static MembershipChange replace(String name, String raftAddress, String clientAddress) {
        return new MembershipChange(Kind.REPLACE, new Member(name, raftAddress, clientAddress));
    }

    public static MembershipChange moveLeader(String name) {
        return new MembershipChange(Kind.MOVE_LEADER, new Member(name, "", ""));
    }
}
