package io.ratiskv.jepsen.peers;

import io.ratiskv.cli.bench.load.Result;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Samples of what the generator found. */
final class Samples {
    /** Share of all processors' time that neither members nor generator used. */
    static final String OTHER_BUSY = "other_busy";

    private Samples() {}

    static Sample of(String store, int round, String row, Result result) {
        Map<Figure, Double> figures = new LinkedHashMap<>();
        Map<String, Double> more = new LinkedHashMap<>();
        Result.Counts counts = result.counts();
        if (!result.everythingFailed()) {
            figures.put(Figure.PER_SECOND, result.perSecond());
            figures.put(Figure.P50, result.micros(50));
            figures.put(Figure.P99, result.micros(99));
            result.usage()
                    .serverCpuSeconds()
                    .ifPresent(cpu -> figures.put(Figure.CPU_PER_OPERATION, cpu * 1e6 / counts.operations()));
            more.put("p999", result.micros(99.9));
            more.put("max", result.micros(100));
        }
        more.put("seconds", result.seconds());
        more.put("operations", (double) counts.operations());
        more.put("refused", (double) counts.refused());
        more.put("not_found", (double) counts.notFound());
        more.put("failed", (double) counts.failed());
        counts.writes().ifPresent(writes -> more.put("writes", (double) writes));
        counts.missing().ifPresent(missing -> more.put("missing", (double) missing));
        result.usage().serverWrittenBytes().ifPresent(bytes -> more.put("server_written_bytes", (double) bytes));
        result.usage().serverResidentBytes().ifPresent(bytes -> more.put("server_resident_bytes", (double) bytes));
        result.usage().generatorCpuSeconds().ifPresent(cpu -> more.put("generator_cpu_s", cpu));
        result.usage().otherBusy().ifPresent(share -> more.put(OTHER_BUSY, share));
        return new Sample(store, round, row, figures, more, error(counts));
    }

    private static Optional<String> error(Result.Counts counts) {
        if (counts.failed() > 0) {
            return Optional.of(counts.failed() + " operations failed " + counts.errors() + ", the first: "
                    + counts.firstError().orElse("?"));
        }
        if (counts.missing().orElse(0) > 0) {
            return Optional.of(counts.missing().getAsLong() + " events were not told");
        }
        return counts.notFound() > 0 ? Optional.of(counts.notFound() + " keys were not found") : Optional.empty();
    }
}
