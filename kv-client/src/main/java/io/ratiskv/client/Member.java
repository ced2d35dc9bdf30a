package io.ratiskv.client;

/**
 * A member of the cluster as its configuration names it.
 *
 * @param raftAddress where other members reach it
 * @param clientAddress where clients reach it; empty if not known
 * @param incarnation which life of it: changes when it starts on an empty disk; empty if not known
 */
public record Member(String id, String raftAddress, String clientAddress, String incarnation) {
    /** A member whose life does not matter. */
    public Member(String id, String raftAddress, String clientAddress) {
        this(id, raftAddress, clientAddress, "");
    }
}
