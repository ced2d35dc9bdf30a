package io.ratiskv.jepsen.peers.rig;

import io.ratiskv.cli.bench.load.Result;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Lines of what the generator found. */
public final class Readings {
    private static final double MIB = 1024.0 * 1024;

    private Readings() {}

    static Line line(String name, Result result, Entries entries, int members) {
        Line line = line(name, result);
        Map<Measure, Double> values = new EnumMap<>(Measure.class);
        values.putAll(line.values());
        entries.batch().ifPresent(batch -> values.put(Measure.BATCH, batch));
        OptionalLong resident = result.usage().serverResidentBytes();
        resident.ifPresent(bytes -> values.put(Measure.RESIDENT, bytes / MIB / members));
        return new Line(name, values, line.error());
    }

    /** Throughput, times and costs; errors are told, not hidden. */
    public static Line line(String name, Result result) {
        Map<Measure, Double> values = new EnumMap<>(Measure.class);
        Result.Counts counts = result.counts();
        if (!result.everythingFailed()) {
            boolean events = counts.writes().isPresent();
            values.put(events ? Measure.EVENTS : Measure.PER_SECOND, result.perSecond());
            counts.writes().ifPresent(writes -> values.put(Measure.PER_SECOND, writes / result.seconds()));
            values.put(Measure.P50, result.micros(50) / 1e3);
            values.put(Measure.P99, result.micros(99) / 1e3);
            values.put(Measure.P999, result.micros(99.9) / 1e3);
            values.put(Measure.MAX, result.micros(100) / 1e3);
            double operations = counts.writes().orElse(counts.operations());
            result.usage().serverCpuSeconds().ifPresent(cpu -> values.put(Measure.CPU, cpu * 1e6 / operations));
            result.usage()
                    .generatorCpuSeconds()
                    .ifPresent(cpu -> values.put(Measure.GENERATOR_CPU, cpu * 1e6 / operations));
            result.usage().otherBusy().ifPresent(share -> values.put(Measure.OTHERS, share * 100));
        }
        return new Line(name, values, error(counts));
    }

    private static Optional<String> error(Result.Counts counts) {
        if (counts.failed() > 0) {
            return Optional.of(counts.failed() + " operations failed " + counts.errors() + ", the first: "
                    + counts.firstError().orElse("?"));
        }
        long missing = counts.missing().orElse(0);
        return missing > 0 ? Optional.of(missing + " events were not told") : Optional.empty();
    }
}
