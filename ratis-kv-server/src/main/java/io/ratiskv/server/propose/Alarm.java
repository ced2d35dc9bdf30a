package io.ratiskv.server.propose;

/**
 * Has a room's tick run when something that waits there is due. Whoever begins to wait says until when, so that the tick
 * need not run while nothing is due.
 */
@FunctionalInterface
public interface Alarm {
    /** For a tick that is run again and again anyhow. */
    Alarm NONE = dueNanos -> {};

    /**
     * The tick is to run at this moment, or a few milliseconds later; soon, if the moment has passed. To be called after what
     * waits can be seen by the tick. Any thread; never blocks, and costs next to nothing if the tick runs sooner anyhow.
     *
     * @param dueNanos on the room's clock
     */
    void by(long dueNanos);
}
