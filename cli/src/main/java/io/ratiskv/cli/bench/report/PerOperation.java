package io.ratiskv.cli.bench.report;

import io.ratiskv.cli.bench.load.Result;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** What one operation of a result cost, of a watch one event; empty where it is not known. */
record PerOperation(
        OptionalDouble serverCpuMicros,
        OptionalDouble serverWrittenBytes,
        OptionalDouble diskWrittenBytes,
        OptionalDouble generatorCpuMicros) {
    static PerOperation of(Result result) {
        long operations = result.counts().operations();
        Result.Usage usage = result.usage();
        return new PerOperation(
                share(usage.serverCpuSeconds(), 1e6, operations),
                share(usage.serverWrittenBytes(), operations),
                share(usage.diskWrittenBytes(), operations),
                share(usage.generatorCpuSeconds(), 1e6, operations));
    }

    private static OptionalDouble share(OptionalLong whole, long operations) {
        return whole.isPresent()
                ? share(OptionalDouble.of((double) whole.getAsLong()), 1, operations)
                : OptionalDouble.empty();
    }

    private static OptionalDouble share(OptionalDouble whole, double unit, long operations) {
        return whole.isPresent() && operations > 0
                ? OptionalDouble.of(whole.getAsDouble() * unit / operations)
                : OptionalDouble.empty();
    }
}
