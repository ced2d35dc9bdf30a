package io.ratiskv.jepsen.nemesis;

import java.util.Optional;
import java.util.Random;

/**
 * One kind of fault. The schedule begins it and, some seconds later, ends it; several kinds may be at work at once, but each
 * only once at a time.
 *
 * <p>Thread: the schedule's, one call at a time.
 */
public interface Nemesis {
    /** One or two words with a dash, as in {@code kill-leader}: for {@code --faults=}, tables and the timeline. */
    String name();

    /** A plain word why it cannot be done on this machine or with this cluster; empty: it can. */
    Optional<String> unavailable();

    /**
     * Begins the fault.
     *
     * @param random seeded; the only source of choices
     * @return what was done, in words, to whom
     */
    String begin(Random random);

    /** Ends the fault and repairs what it left, so that the cluster can become whole; does nothing if none is begun. */
    void end();

    /**
     * What shows that the fault begun last was really there ("412 packets dropped"), asked once it was ended; empty: nothing
     * shows it, so it may as well not have been.
     */
    Optional<String> evidence();

    /**
     * Whether the cluster must suffer from nothing else meanwhile. So it is with faults that make a member forget what it
     * has acknowledged: Raft promises nothing if a second member is behind or cannot be reached then.
     */
    default boolean alone() {
        return false;
    }
}
