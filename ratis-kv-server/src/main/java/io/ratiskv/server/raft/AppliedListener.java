package io.ratiskv.server.raft;

import io.ratiskv.server.apply.ReplicatedState;

/** Told how far this member is. Thread: apply; must not block. */
@FunctionalInterface
public interface AppliedListener {
    /** Everything up to {@code index} is applied and visible; the store is at {@code revision}. */
    void applied(long index, long revision);

    /** This state is the live one from now on: opened at the start, or installed. Nothing is applied to it yet. */
    default void opened(
            @SuppressWarnings("unused") ReplicatedState state) { // for those who want to be told of its changes
    }
}
