package io.ratiskv.cli.bench.load;

import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * Runs workloads against a target: {@link #load} once, then {@link #run} for each.
 *
 * <p>Thread: one at a time; both wait until they are done.
 */
public final class BenchRun {
    /** How an operation that never ended is counted. */
    public static final String NO_ANSWER = "no answer";

    private static final long POLL_MILLIS = 5;

    private final Target target;
    private final Workload workload;
    private final Settings settings;
    private final Progress progress;

    private BenchRun(Target target, Workload workload, Settings settings, Progress progress) {
        this.target = target;
        this.workload = workload;
        this.settings = settings;
        this.progress = progress;
    }

    /**
     * Writes the keys if they are not there already, or have values of another length.
     *
     * @return how many were written: none or all
     * @throws java.util.concurrent.CompletionException with what the target said, if it does not take them
     */
    public static long load(Target target, Settings settings, Progress progress) throws InterruptedException {
        return new Loader(target, settings, progress).load();
    }

    /** Warms up, measures, waits for what is outstanding. */
    public static Result run(Target target, Workload workload, Settings settings) throws InterruptedException {
        return run(target, workload, settings, Progress.NONE);
    }

    /**
     * As {@link #run(Target, Workload, Settings)}, telling how it goes.
     *
     * @throws IllegalArgumentException with a sentence, if workload and settings do not fit: see {@link #check}
     * @throws java.util.concurrent.CompletionException with what the target said, if it could not even be prepared
     */
    public static Result run(Target target, Workload workload, Settings settings, Progress progress)
            throws InterruptedException {
        check(workload, settings);
        return new BenchRun(target, workload, settings, progress).run();
    }

    /** Most operations that the workload may have outstanding. */
    public static int lanes(Workload workload, Settings.Mix mix) {
        return workload.offer() instanceof Workload.Closed closed ? closed.outstanding() : mix.outstandingMax();
    }

    /** @throws IllegalArgumentException with a sentence that names the option, if workload and settings do not fit */
    public static void check(Workload workload, Settings settings) {
        int keys = settings.data().keys();
        switch (workload.kind()) {
            case TXN -> atLeast(keys, settings.mix().txnKeys(), workload, "--txn-keys");
            case RANGE -> atLeast(keys, settings.mix().rangeKeys(), workload, "--range-keys");
            case CAS ->
                atLeast(
                        SwapOperation.keys(settings),
                        lanes(workload, settings.mix()),
                        workload,
                        "operations outstanding (no two on a key)");
            default -> {}
        }
    }

    private static void atLeast(int keys, int needed, Workload workload, String what) {
        if (keys < needed) {
            throw new IllegalArgumentException("workload '" + workload.typed() + "': " + needed + " " + what
                    + " need as many keys, and there are " + keys);
        }
    }

    private Result run() throws InterruptedException {
        return switch (workload.kind()) {
            case CAS -> swaps();
            case WATCH -> watches();
            default -> plain(new Operations(target, settings).of(workload.kind()));
        };
    }

    private Result swaps() throws InterruptedException {
        SwapOperation swaps = new SwapOperation(target, settings);
        swaps.readVersions();
        return plain(swaps);
    }

    private Result plain(Operation operation) throws InterruptedException {
        Phases phases = new Phases();
        Offering offering = offering(operation, phases);
        Measurement measurement = new Measurement(settings, offering, phases, phases, progress);
        measurement.run();
        awaitIdle(offering, phases);
        measurement.addLateTimes();
        return result(measurement, phases, phases, offering.unsent(), OptionalLong.empty(), OptionalLong.empty());
    }

    private Result watches() throws InterruptedException {
        Phases puts = new Phases();
        Phases events = new Phases();
        try (WatchLoad load = new WatchLoad(target, settings.data(), events)) {
            load.open(settings.mix().watchers());
            Offering offering = offering(load, puts);
            Measurement measurement = new Measurement(settings, offering, puts, events, progress);
            measurement.run();
            awaitIdle(offering, puts);
            awaitEvents(load);
            return result(
                    measurement,
                    puts,
                    events,
                    offering.unsent(),
                    OptionalLong.of(puts.window().completedCount()),
                    OptionalLong.of(load.missing()));
        }
    }

    private Offering offering(Operation operation, Phases phases) {
        int lanes = lanes(workload, settings.mix());
        Work work = new Work(target, operation, phases);
        return workload.offer() instanceof Workload.Open open
                ? new OpenLoop(work, open.perSecond(), lanes, settings.seed())
                : new ClosedLoop(work, lanes, settings.seed());
    }

    private void awaitIdle(Offering offering, Phases phases) throws InterruptedException {
        long lost = offering.awaitIdle(settings.window().drain());
        if (lost > 0) {
            phases.window()
                    .failed(NO_ANSWER, "no answer " + settings.window().drain().toSeconds() + " s after the end", lost);
        }
    }

    private void awaitEvents(WatchLoad load) throws InterruptedException {
        long until = System.nanoTime() + settings.window().drain().toNanos();
        while (load.missing() > 0 && System.nanoTime() < until) {
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
    }

    private Result result(
            Measurement measurement,
            Phases operations,
            Phases reported,
            long unsent,
            OptionalLong writes,
            OptionalLong missing) {
        Meter meter = operations.window();
        Result.Counts counts = new Result.Counts(
                reported.window().completedCount(),
                meter.notFoundCount(),
                meter.refusedCount(),
                unsent,
                writes,
                missing,
                meter.errors(),
                meter.firstError());
        return new Result(
                target.name(),
                workload,
                measurement.seconds(),
                counts,
                measurement.times(),
                measurement.usage(),
                measurement.slices());
    }
}
