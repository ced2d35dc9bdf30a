package io.ratiskv.server.read;

/** Sees confirmation rounds end, for figures. Thread: whichever decided it; must not block. */
@FunctionalInterface
public interface ReadObserver {
    ReadObserver NONE = (leader, reads, nanos, confirmed) -> {};

    /**
     * @param leader whether this member led, and asked the others; else it asked the leader
     * @param reads how many waited for it
     * @param nanos from its first question until it was decided
     */
    void roundEnded(boolean leader, int reads, long nanos, boolean confirmed);
}
