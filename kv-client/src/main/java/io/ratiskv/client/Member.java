package io.ratiskv.client;

/**
 * A member of the cluster as its configuration names it.
 *
 * @param raftAddress where other members reach it
 * @param clientAddress where clients reach it; empty if not known
 */
public record Member(String id, String raftAddress, String clientAddress) {}
