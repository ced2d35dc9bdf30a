package io.ratiskv.cli.bench.load;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.HdrHistogram.Histogram;

/**
 * What one workload did in its window.
 *
 * @param target name of the store
 * @param seconds length of the window as it was
 * @param latency in nanoseconds; of a closed loop, of the operations that ended in the window; of an open loop, of those
 *     that were due in it; of a watch, from the put to the event, of the events that came in the window
 * @param timeline the window in slices
 */
public record Result(
        String target,
        Workload workload,
        double seconds,
        Counts counts,
        Histogram latency,
        Usage usage,
        List<Slice> timeline) {
    public Result {
        timeline = List.copyOf(timeline);
    }

    /** Operations that ended in the window, per second; of a watch, events. */
    public double perSecond() {
        return counts.operations() / seconds;
    }

    /** At this percentile, in microseconds; 0 if nothing was measured. */
    public double micros(double percentile) {
        return latency.getTotalCount() == 0 ? 0 : latency.getValueAtPercentile(percentile) / 1e3;
    }

    /** Nothing ended well: the figures say nothing. */
    public boolean everythingFailed() {
        return counts.operations() == 0;
    }

    /**
     * How many of each.
     *
     * @param operations ended well in the window; of a watch, events told
     * @param notFound gets that found no key, and ranges that found fewer than they asked for
     * @param refused compare-and-sets that another write had overtaken; they are operations too
     * @param unsent of an open loop: due in the window, and never sent because too many were outstanding
     * @param writes of a watch: puts acknowledged in the window
     * @param missing of a watch: events not told by the end of the drain
     * @param errors by type
     * @param firstError what the first one said
     */
    public record Counts(
            long operations,
            long notFound,
            long refused,
            long unsent,
            OptionalLong writes,
            OptionalLong missing,
            Map<String, Long> errors,
            Optional<String> firstError) {
        public Counts {
            errors = Map.copyOf(errors);
        }

        public long failed() {
            return errors.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    /**
     * What it cost this machine in the window; empty where it is not known.
     *
     * @param serverCpuSeconds of all members, user and system
     * @param serverWrittenBytes by all members, as the kernel accounts them: in whole pieces of its page cache, which can
     *     be many times what reaches the disk
     * @param diskWrittenBytes to all disks of this machine, by whomever; told if the members run here
     * @param serverResidentBytes of all members at the end of the window
     * @param generatorCpuSeconds of this process
     * @param otherBusy share of all processors' time that was neither the members' nor the generator's
     */
    public record Usage(
            OptionalDouble serverCpuSeconds,
            OptionalLong serverWrittenBytes,
            OptionalLong diskWrittenBytes,
            OptionalLong serverResidentBytes,
            OptionalDouble generatorCpuSeconds,
            OptionalDouble otherBusy) {
        public static final Usage UNKNOWN = new Usage(
                OptionalDouble.empty(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty());
    }

    /**
     * A part of the window.
     *
     * @param atSeconds its end, from the window's beginning
     */
    public record Slice(double atSeconds, double perSecond, double p50Micros, double p99Micros, long errors) {}
}
