package io.ratiskv.cli.bench.report;

import io.ratiskv.cli.bench.load.Kind;
import io.ratiskv.cli.bench.load.Result;
import io.ratiskv.cli.bench.load.Workload;
import io.ratiskv.cli.output.Row;
import io.ratiskv.cli.output.Units;
import io.ratiskv.cli.text.JsonValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.DoubleFunction;

/** A result as a row, and in sentences what does not fit into one. */
public final class ResultRows {
    private static final String UNKNOWN = "-";

    /** Above this share of the machine, others disturbed the measurement. */
    private static final double NOISE = 0.10;

    private ResultRows() {}

    /** The columns of the table. */
    public static Row table(Result result) {
        PerOperation each = PerOperation.of(result);
        Row row = new Row()
                .text("workload", result.workload().typed())
                .decimal("ops/s", result.perSecond(), number(result.perSecond()))
                .text("p50", latency(result, 50))
                .text("p99", latency(result, 99))
                .text("p99.9", latency(result, 99.9))
                .text("max", latency(result, 100))
                .number("errors", result.counts().failed());
        row.text("srv us/op", shown(each.serverCpuMicros(), ResultRows::number));
        row.text("disk/op", shown(each.diskWrittenBytes(), bytes -> Units.bytes(Math.round(bytes))));
        row.text("gen us/op", shown(each.generatorCpuMicros(), ResultRows::number));
        return row.text("other", shown(result.usage().otherBusy(), ResultRows::percent));
    }

    /** All that is known, for programs: times in microseconds, bytes, seconds. */
    public static Row json(Result result) {
        Result.Counts counts = result.counts();
        Row row = new Row()
                .text("target", result.target())
                .text("workload", result.workload().typed())
                .decimal("seconds", result.seconds(), "")
                .number("operations", counts.operations())
                .decimal("opsPerSecond", result.perSecond(), "")
                .decimal("meanMicros", result.latency().getMean() / 1e3, "");
        for (Percentile percentile : Percentile.values()) {
            row.decimal(percentile.jsonName(), result.micros(percentile.value()), "");
        }
        row.decimal("maxMicros", result.latency().getMaxValue() / 1e3, "")
                .number("failed", counts.failed())
                .json("errors", errors(counts))
                .number("notFound", counts.notFound())
                .number("refused", counts.refused())
                .number("unsent", counts.unsent());
        counts.firstError().ifPresent(message -> row.text("firstError", message));
        counts.writes().ifPresent(writes -> row.number("writes", writes));
        counts.missing().ifPresent(missing -> row.number("missing", missing));
        usage(row, result);
        return row.json(
                "timeline",
                new JsonValue.Array(
                        result.timeline().stream().map(ResultRows::slice).toList()));
    }

    /** What one must know beside the row. */
    public static List<String> notes(Result result) {
        Result.Counts counts = result.counts();
        List<String> notes = new ArrayList<>();
        counts.errors().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(error ->
                        notes.add(String.format(Locale.ROOT, "%,d errors: %s", error.getValue(), error.getKey())));
        counts.firstError().ifPresent(message -> notes.add("the first error: " + message));
        note(notes, counts.unsent(), "operations were due and not sent: too many were outstanding");
        note(notes, counts.refused(), "compare-and-sets were refused: others write these keys");
        note(notes, counts.notFound(), "reads did not find all they asked for: load the keys (no --no-load)");
        counts.writes()
                .ifPresent(writes -> notes.add(String.format(
                        Locale.ROOT, "ops are events; %,.0f puts/s made them", writes / result.seconds())));
        note(notes, counts.missing().orElse(0), "events were not told when the wait for them ended");
        if (result.usage().otherBusy().orElse(0) > NOISE) {
            notes.add("other processes took "
                    + percent(result.usage().otherBusy().getAsDouble()) + " of this machine: measure again");
        }
        return notes.stream()
                .map(note -> result.workload().typed() + ": " + note)
                .toList();
    }

    private static void note(List<String> notes, long count, String what) {
        if (count > 0) {
            notes.add(String.format(Locale.ROOT, "%,d %s", count, what));
        }
    }

    private static void usage(Row row, Result result) {
        Result.Usage usage = result.usage();
        PerOperation each = PerOperation.of(result);
        usage.serverCpuSeconds().ifPresent(seconds -> row.decimal("serverCpuSeconds", seconds, ""));
        each.serverCpuMicros().ifPresent(micros -> row.decimal("serverCpuMicrosPerOp", micros, ""));
        usage.serverWrittenBytes().ifPresent(bytes -> row.number("serverWrittenBytes", bytes));
        each.serverWrittenBytes().ifPresent(bytes -> row.decimal("serverWrittenBytesPerOp", bytes, ""));
        usage.diskWrittenBytes().ifPresent(bytes -> row.number("diskWrittenBytes", bytes));
        each.diskWrittenBytes().ifPresent(bytes -> row.decimal("diskWrittenBytesPerOp", bytes, ""));
        usage.serverResidentBytes().ifPresent(bytes -> row.number("serverResidentBytes", bytes));
        usage.generatorCpuSeconds().ifPresent(seconds -> row.decimal("generatorCpuSeconds", seconds, ""));
        each.generatorCpuMicros().ifPresent(micros -> row.decimal("generatorCpuMicrosPerOp", micros, ""));
        usage.otherBusy().ifPresent(share -> row.decimal("otherBusy", share, ""));
    }

    private static JsonValue errors(Result.Counts counts) {
        Map<String, JsonValue> errors = new LinkedHashMap<>();
        counts.errors().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(error -> errors.put(error.getKey(), new JsonValue.Numeral(Long.toString(error.getValue()))));
        return new JsonValue.Document(errors);
    }

    private static JsonValue slice(Result.Slice slice) {
        return new Row()
                .decimal("at", slice.atSeconds(), "")
                .decimal("opsPerSecond", slice.perSecond(), "")
                .decimal("p50Micros", slice.p50Micros(), "")
                .decimal("p99Micros", slice.p99Micros(), "")
                .number("errors", slice.errors())
                .toJson();
    }

    private static String latency(Result result, double percentile) {
        return result.latency().getTotalCount() == 0 ? UNKNOWN : time(result.micros(percentile));
    }

    private static String shown(OptionalDouble value, DoubleFunction<String> form) {
        return value.isPresent() ? form.apply(value.getAsDouble()) : UNKNOWN;
    }

    static String number(double value) {
        return String.format(Locale.ROOT, value < 100 ? "%.1f" : "%,.0f", value);
    }

    static String percent(double share) {
        return String.format(Locale.ROOT, "%.0f %%", share * 100);
    }

    /** Microseconds as people read them. */
    static String time(double micros) {
        if (micros < 1_000) {
            return String.format(Locale.ROOT, "%.0f us", micros);
        }
        return micros < 1_000_000
                ? String.format(Locale.ROOT, micros < 100_000 ? "%.2f ms" : "%.0f ms", micros / 1e3)
                : String.format(Locale.ROOT, "%.2f s", micros / 1e6);
    }

    /** What the latency is of. */
    static String measures(Workload workload) {
        String from = workload.offer() instanceof Workload.Open ? "when it was due" : "when it was issued";
        return workload.kind() == Kind.WATCH
                ? "from a put, " + from + ", to its event at a watcher"
                : "of an operation, from " + from;
    }
}
