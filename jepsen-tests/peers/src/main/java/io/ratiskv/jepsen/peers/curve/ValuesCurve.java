package io.ratiskv.jepsen.peers.curve;

import io.ratiskv.jepsen.peers.rig.LeastSquares;
import io.ratiskv.jepsen.peers.rig.Line;
import io.ratiskv.jepsen.peers.rig.Measure;
import io.ratiskv.jepsen.peers.rig.Rig;
import io.ratiskv.jepsen.peers.rig.RigOptions;
import io.ratiskv.jepsen.peers.rig.RigPlan;
import io.ratiskv.jepsen.peers.rig.Shape;
import io.ratiskv.jepsen.peers.rig.Sheet;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Throughput against the size of values, a fresh cluster for each size. */
final class ValuesCurve {
    private static final double MIB = 1024.0 * 1024;

    /** All values together; fewer keys where values are large. */
    private static final long DATA_BYTES_MAX = 64L << 20;

    private final RigPlan plan;
    private final PrintStream progress;

    ValuesCurve(RigPlan plan, PrintStream progress) {
        this.plan = plan;
        this.progress = progress;
    }

    Sheet measure() throws Exception {
        Shape usual = Shape.usual(plan).members(plan.either(3, 1));
        List<Integer> sizes = plan.either(
                List.of(16, 256, 1 << 10, 4 << 10, 16 << 10, 64 << 10, 256 << 10, 1 << 20), List.of(16, 4 << 10));
        List<Line> lines = new ArrayList<>();
        List<LeastSquares.Point> puts = new ArrayList<>();
        List<LeastSquares.Point> gets = new ArrayList<>();
        for (int size : sizes) {
            int keys = (int) Math.max(16, Math.min(usual.keys(), DATA_BYTES_MAX / size));
            Shape shape = usual.keys(keys).valueSize(size);
            try (Rig rig = Rig.start(plan, "curves-values", shape, spec -> spec)) {
                rig.load();
                rig.warmUp("put@16", "get@16");
                measure(rig, "put@16", size, lines).ifPresent(cpu -> puts.add(new LeastSquares.Point(size, cpu)));
                measure(rig, "get@16", size, lines).ifPresent(cpu -> gets.add(new LeastSquares.Point(size, cpu)));
            }
        }
        List<String> words = new ArrayList<>();
        LeastSquares.of(puts).ifPresent(line -> words.add(words("put", line)));
        LeastSquares.of(gets).ifPresent(line -> words.add(words("get", line)));
        String title = String.format(
                Locale.ROOT,
                "Size of values: %d members, a fresh cluster for each size, %d MiB of values at most, 16 outstanding.",
                usual.members(),
                DATA_BYTES_MAX >> 20);
        return new Sheet("values", title, "workload, bytes", lines, words);
    }

    private Optional<Double> measure(Rig rig, String workload, int size, List<Line> lines) throws Exception {
        Line measured = rig.measure(workload);
        Line line = new Line(String.format(Locale.ROOT, "%s %,d", workload, size), measured.values(), measured.error());
        Double perSecond = line.values().get(Measure.PER_SECOND);
        if (perSecond != null) {
            line = line.with(Measure.MEBIBYTES, perSecond * size / MIB);
        }
        lines.add(RigOptions.told(progress, "values", line));
        return Optional.ofNullable(line.values().get(Measure.CPU));
    }

    private static String words(String kind, LeastSquares line) {
        return String.format(
                Locale.ROOT,
                "Least squares over the %ss: CPU of all members = %s us for each, and %s us for each KiB of its value; the"
                        + " line explains %.0f %% of the spread.",
                kind,
                Measure.format(line.intercept()),
                Measure.format(1024 * line.slope()),
                100 * line.fit());
    }
}
