package io.ratiskv.cli.bench.load;

import io.ratiskv.cli.bench.load.Progress.Moment;
import io.ratiskv.cli.bench.load.Progress.Phase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * One pass through warm-up, window and drain: looks at the clock and the meters while others do the work.
 *
 * <p>Thread: the run's.
 */
final class Measurement {
    private static final int SLICES = 60;
    private static final Duration SLICE_MIN = Duration.ofMillis(100);
    private static final Duration SLICE_MAX = Duration.ofSeconds(1);

    private final Settings settings;
    private final Offering offering;
    /** What is offered. */
    private final Phases operations;
    /** What is reported: the operations, or the events that they make. */
    private final Phases reported;

    private final Progress progress;
    private final long sliceNanos;
    private final Histogram times = Meter.noTimes();
    private final List<Result.Slice> slices = new ArrayList<>();
    private double seconds;
    private Result.Usage usage = Result.Usage.UNKNOWN;

    Measurement(Settings settings, Offering offering, Phases operations, Phases reported, Progress progress) {
        this.settings = settings;
        this.offering = offering;
        this.operations = operations;
        this.reported = reported;
        this.progress = progress;
        long even = settings.window().measured().toNanos() / SLICES;
        this.sliceNanos = Math.max(SLICE_MIN.toNanos(), Math.min(SLICE_MAX.toNanos(), even));
    }

    void run() throws InterruptedException {
        offering.start();
        long begin = System.nanoTime();
        tellUntil(begin + settings.window().warmup().toNanos(), Phase.WARMING_UP, begin, false);
        measure();
        offering.stop();
        tell(Phase.DRAINING, 0, 0);
    }

    private void measure() throws InterruptedException {
        MachineUse before = MachineUse.now(settings.serverPids());
        long length = settings.window().measured().toNanos();
        long from = System.nanoTime();
        offering.beginWindow(from, length);
        operations.beginWindow();
        reported.beginWindow();
        tellUntil(from + length, Phase.MEASURING, from, true);
        operations.endWindow();
        reported.endWindow();
        seconds = (System.nanoTime() - from) / 1e9;
        usage = MachineUse.now(settings.serverPids()).since(before);
    }

    /** Times that came after the window and belong to it: those of operations that were due in it. */
    void addLateTimes() {
        times.add(reported.window().timesSinceLast());
    }

    Histogram times() {
        return times;
    }

    double seconds() {
        return seconds;
    }

    Result.Usage usage() {
        return usage;
    }

    List<Result.Slice> slices() {
        return slices;
    }

    private void tellUntil(long until, Phase phase, long phaseBegan, boolean measured) throws InterruptedException {
        Meter meter = measured ? reported.window() : reported.warmup();
        Meter errors = measured ? operations.window() : operations.warmup();
        long last = phaseBegan;
        long before = 0;
        long errorsBefore = 0;
        while (last < until) {
            TimeUnit.NANOSECONDS.sleep(Math.min(sliceNanos, until - last));
            long now = System.nanoTime();
            long completed = meter.completedCount();
            double rate = (completed - before) * 1e9 / Math.max(1, now - last);
            double at = (now - phaseBegan) / 1e9;
            long failed = errors.failedCount();
            if (measured) {
                addSlice(at, rate, meter.timesSinceLast(), failed - errorsBefore);
            }
            progress.at(new Moment(phase, at, rate, completed, failed));
            last = now;
            before = completed;
            errorsBefore = failed;
        }
    }

    private void addSlice(double at, double rate, Histogram slice, long errors) {
        times.add(slice);
        boolean empty = slice.getTotalCount() == 0;
        slices.add(new Result.Slice(
                at,
                rate,
                empty ? 0 : slice.getValueAtPercentile(50) / 1e3,
                empty ? 0 : slice.getValueAtPercentile(99) / 1e3,
                errors));
    }

    private void tell(Phase phase, double at, double rate) {
        progress.at(new Moment(
                phase,
                at,
                rate,
                reported.window().completedCount(),
                operations.window().failedCount()));
    }
}
