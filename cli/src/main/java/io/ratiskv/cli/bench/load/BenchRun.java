package io.ratiskv.cli.bench.load;

/**
 * Runs workloads against a target: {@link #load} once, then {@link #run} for each.
 *
 * <p>Thread: one at a time; both wait until they are done.
 */
public final class BenchRun {
    private BenchRun() {}

    /**
     * Writes the keys if they are not there already, or have values of another length.
     *
     * @return how many were written: none or all
     */
    @SuppressWarnings("DoNotCallSuggester") // comes with the generator
    public static long load(Target target, Settings settings, Progress progress) throws InterruptedException {
        throw new UnsupportedOperationException();
    }

    /** Warms up, measures, waits for what is outstanding. */
    public static Result run(Target target, Workload workload, Settings settings) throws InterruptedException {
        return run(target, workload, settings, Progress.NONE);
    }

    /** As {@link #run(Target, Workload, Settings)}, telling how it goes. */
    @SuppressWarnings("DoNotCallSuggester") // comes with the generator
    public static Result run(Target target, Workload workload, Settings settings, Progress progress)
            throws InterruptedException {
        throw new UnsupportedOperationException();
    }
}
