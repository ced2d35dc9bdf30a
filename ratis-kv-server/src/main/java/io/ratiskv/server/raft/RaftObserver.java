package io.ratiskv.server.raft;

/** Sees what happens in this room, for figures. Must not block. */
public interface RaftObserver {
    RaftObserver NONE = new RaftObserver() {};

    /**
     * An entry was applied that the store did not hold yet. Thread: apply.
     *
     * @param commands how many it held
     * @param nanos how long that took
     */
    default void applied(long index, int commands, long nanos) {}

    /** This member has come to know that somebody leads. Thread: Ratis'. */
    default void leaderChanged(String leaderId) {}

    /** The store was opened as it was, or made anew from a snapshot; the log goes on after {@code index}. */
    default void loaded(long index) {}

    /**
     * Thread: snapshot.
     *
     * @param pauseMicros for how long nothing was applied
     */
    default void snapshotTaken(long index, long micros, long pauseMicros) {}

    default void snapshotFailed() {}
}
