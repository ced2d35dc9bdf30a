package io.ratiskv.jepsen.peers.tail;

import io.ratiskv.cli.bench.load.Kind;
import io.ratiskv.cli.bench.load.Progress;
import io.ratiskv.cli.bench.load.Result;
import io.ratiskv.cli.bench.load.Target;
import io.ratiskv.cli.bench.load.Workload;
import io.ratiskv.jepsen.peers.rig.Line;
import io.ratiskv.jepsen.peers.rig.Measure;
import io.ratiskv.jepsen.peers.rig.Readings;
import io.ratiskv.jepsen.peers.rig.Rig;
import io.ratiskv.jepsen.peers.rig.RigOptions;
import io.ratiskv.jepsen.peers.rig.RigPlan;
import io.ratiskv.jepsen.peers.rig.Shape;
import io.ratiskv.jepsen.peers.rig.Sheet;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * More than the cluster can do, offered whatever it does, by many clients with their default bounds: what is answered in
 * time, how long that takes, and how fast the rest is refused.
 */
final class OverloadSheet {
    /** As clients have it unless told otherwise. */
    private static final Duration DEADLINE = Duration.ofSeconds(2);

    private static final int IN_FLIGHT_MAX = 1_024;

    /** How the generator names what ends with {@link io.ratiskv.client.OverloadedException}. */
    private static final String REFUSED = "Overloaded";

    private final RigPlan plan;
    private final OverloadScale scale;
    private final PrintStream progress;
    private final List<Line> lines = new ArrayList<>();

    OverloadSheet(RigPlan plan, OverloadScale scale, PrintStream progress) {
        this.plan = plan;
        this.scale = scale;
        this.progress = progress;
    }

    Sheet measure() throws Exception {
        try (Rig rig = Rig.start(
                plan,
                "tails-overload",
                Shape.usual(plan),
                spec -> scale.batchCommands() > 0
                        ? spec.setting("proposer.max-batch-commands", Integer.toString(scale.batchCommands()))
                        : spec)) {
            rig.load();
            rig.warmUp("put@256");
            double peak = 0;
            for (String closed : plan.either(List.of("put@256", "put@1000"), List.of("put@64"))) {
                Line line = RigOptions.told(progress, "overload", rig.measure(closed));
                peak = Math.max(peak, line.values().getOrDefault(Measure.PER_SECOND, 0.0));
                lines.add(line);
            }
            for (double times : plan.either(List.of(0.5, 1.0, 2.0, 3.0), List.of(0.5, 2.0))) {
                lines.add(RigOptions.told(progress, "overload", open(rig, times, peak)));
            }
            return new Sheet("overload", title(), "load", lines, words(lines, peak));
        }
    }

    private String title() {
        return String.format(
                Locale.ROOT,
                "Overload: puts of 256 bytes, 3 members%s, %d clients with their defaults (%,d calls in flight each,"
                        + " deadline %d s); in time is what was answered within the deadline of when it was due.",
                scale.batchCommands() > 0 ? " with batches of " + scale.batchCommands() + " at most" : "",
                scale.clients(),
                IN_FLIGHT_MAX,
                DEADLINE.toSeconds());
    }

    private Line open(Rig rig, double times, double peak) throws Exception {
        int rate = Math.max(1, (int) Math.round(peak * times));
        Ends ends = new Ends();
        Span span = new Span();
        Workload workload = new Workload(Kind.PUT, new Workload.Open(rate));
        try (Target target = new ObservedTarget(
                rig.target(scale.clients(), client -> client.deadline(DEADLINE).inFlightMax(IN_FLIGHT_MAX)), ends)) {
            Result result = rig.run(target, workload, moment -> {
                if (moment.phase() == Progress.Phase.MEASURING && span.beginOnce()) {
                    ends.begin(System.nanoTime());
                } else if (moment.phase() == Progress.Phase.DRAINING) {
                    ends.end(System.nanoTime());
                }
            });
            String name = String.format(Locale.ROOT, "open, %.1f x peak", times);
            if (result.counts().failed() > 0) {
                progress.println(
                        "overload   " + name + " failed: " + result.counts().errors() + ", the first: "
                                + result.counts().firstError().orElse("?"));
            }
            return line(name, rate, result, ends);
        }
    }

    private static Line line(String name, int rate, Result result, Ends ends) {
        Map<Measure, Double> values = new EnumMap<>(Measure.class);
        values.putAll(Readings.line(name, result).values());
        Result.Counts counts = result.counts();
        long inTime = result.latency().getCountBetweenValues(0, DEADLINE.toNanos());
        long refused = counts.errors().entrySet().stream()
                .filter(error -> error.getKey().startsWith(REFUSED))
                .mapToLong(Map.Entry::getValue)
                .sum();
        double due = Math.max(1, result.latency().getTotalCount() + counts.failed() + counts.unsent());
        values.put(Measure.OFFERED, (double) rate);
        values.put(Measure.GOODPUT, inTime / result.seconds());
        values.put(Measure.STALL, ends.longestStallMillis());
        values.put(Measure.REFUSED, 100 * refused / due);
        values.put(Measure.LOST, 100 * (due - inTime - refused) / due);
        if (ends.refused() > 0) {
            values.put(Measure.REFUSAL_P50, ends.refusalMillis(50));
            values.put(Measure.REFUSAL_P99, ends.refusalMillis(99));
        }
        // Refusals are what is measured here, not errors.
        return new Line(name, values, Optional.empty());
    }

    static List<String> words(List<Line> lines, double peak) {
        Line last = lines.get(lines.size() - 1);
        double goodput = last.values().getOrDefault(Measure.GOODPUT, 0.0);
        return List.of(String.format(
                Locale.ROOT,
                "%s: %,.0f answers a second in time, %.0f %% of the peak of %,.0f; p99 of what was answered %s ms.",
                last.name(),
                goodput,
                100 * goodput / peak,
                peak,
                Measure.format(last.values().getOrDefault(Measure.P99, Double.NaN))));
    }
}
