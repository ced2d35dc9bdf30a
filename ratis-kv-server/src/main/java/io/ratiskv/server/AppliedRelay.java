package io.ratiskv.server;

import io.ratiskv.server.apply.ReplicatedState;
import io.ratiskv.server.raft.AppliedListener;
import org.jspecify.annotations.Nullable;

/** Lets the raft room start, and apply, before there are rooms to tell. */
final class AppliedRelay implements AppliedListener {
    final EventRelay events = new EventRelay();
    private long index;
    private long revision;
    private @Nullable AppliedListener reads;

    @Override
    public void opened(ReplicatedState state) {
        events.opened(state);
    }

    @Override
    public synchronized void applied(long appliedIndex, long appliedRevision) {
        index = appliedIndex;
        revision = appliedRevision;
        if (reads != null) {
            reads.applied(appliedIndex, appliedRevision);
        }
    }

    synchronized void relayTo(AppliedListener listener) {
        reads = listener;
        listener.applied(index, revision);
    }
}
