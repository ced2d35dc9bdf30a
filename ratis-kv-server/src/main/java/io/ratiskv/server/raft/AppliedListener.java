package io.ratiskv.server.raft;

/** Told how far this member is. Thread: apply; must not block. */
@FunctionalInterface
public interface AppliedListener {
    /** Everything up to {@code index} is applied and visible; the store is at {@code revision}. */
    void applied(long index, long revision);
}
