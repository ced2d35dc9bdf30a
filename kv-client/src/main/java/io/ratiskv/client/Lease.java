package io.ratiskv.client;

import java.time.Duration;
import java.util.function.Consumer;

/**
 * A lease that this client keeps alive: it asks anew at a third of the time to live.
 *
 * <p>By this client's own monotonic clock it knows until when the store must keep the lease: time to live after it sent
 * the last request that was answered, less a millisecond, in which the store counts. A fifth of the time to live before that the lease is {@link State#AT_RISK}: what
 * must not outlive it should stop now. At that time it is {@link State#LOST}, even if the store may still keep it: from
 * then on somebody else may hold what it stood for. A lease that was at risk is {@link State#ALIVE} again once an answer
 * comes; one that is lost stays so.
 */
public interface Lease extends AutoCloseable {
    /** How certain it is. */
    enum State {
        ALIVE,
        AT_RISK,
        LOST,
        CLOSED
    }

    /** Part of the time to live before its end from which on a lease is at risk: 1/5. */
    int AT_RISK_FRACTION = 5;

    long id();

    Duration ttl();

    State state();

    /** It certainly lives so long from now; zero once it is lost or closed. */
    Duration remaining();

    /**
     * Tells each change of the state, in order, one at a time, on the client's executor; first the present one.
     */
    void onState(Consumer<State> listener);

    /**
     * As {@link #onState}, but before any listener of that, and on whichever thread has found out: the client's own
     * timer, mostly. For what cannot wait, such as interrupting who works under the lease; it must not wait itself, nor
     * call the client, for all leases of the client wait with it.
     */
    default void onStateAtOnce(Consumer<State> listener) {
        onState(listener);
    }

    /**
     * Revokes it: its keys go now. If that cannot be done within the client's deadline they go when it ends. A thread that
     * is interrupted does not wait until it is done.
     */
    @Override
    void close();

    /** Stops keeping it alive without revoking it. */
    void abandon();
}
