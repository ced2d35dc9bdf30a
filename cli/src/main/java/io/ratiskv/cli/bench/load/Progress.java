package io.ratiskv.cli.bench.load;

/** Is told how a run goes, a few times a second at most. Thread: the one that called {@link BenchRun}. */
@FunctionalInterface
public interface Progress {
    /** Nobody wants to know. */
    Progress NONE = moment -> {};

    void at(Moment moment);

    /** What is being done. */
    enum Phase {
        LOADING,
        WARMING_UP,
        MEASURING,
        DRAINING
    }

    /**
     * A moment of a run.
     *
     * @param seconds since the phase began
     * @param perSecond operations in each second since the last moment
     * @param operations since the phase began
     * @param errors since the phase began
     */
    record Moment(Phase phase, double seconds, double perSecond, long operations, long errors) {}
}
