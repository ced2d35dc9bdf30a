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

/** Throughput against operations outstanding, and what it says an entry of the log and a command in it cost. */
final class ClientsCurve {
    private final RigPlan plan;
    private final PrintStream progress;

    ClientsCurve(RigPlan plan, PrintStream progress) {
        this.plan = plan;
        this.progress = progress;
    }

    Sheet measure() throws Exception {
        Shape shape = Shape.usual(plan).members(plan.either(3, 1));
        List<Integer> outstanding = plan.either(List.of(1, 4, 16, 64, 256, 1_000, 4_000), List.of(1, 8, 64));
        List<Line> lines = new ArrayList<>();
        try (Rig rig = Rig.start(plan, "curves-clients", shape, spec -> spec)) {
            rig.load();
            rig.warmUp("put@256", "put@1", "get@256");
            for (String kind : List.of("put", "get")) {
                for (int n : outstanding) {
                    lines.add(RigOptions.told(progress, "clients", rig.measure(kind + "@" + n)));
                }
            }
            return new Sheet("clients", "Operations outstanding: " + rig + ".", "workload@N", lines, words(lines));
        }
    }

    static List<String> words(List<Line> lines) {
        return costs(lines)
                .map(line -> String.format(
                        Locale.ROOT,
                        "Least squares over the puts: CPU of all members = %s us for an entry of the log, shared by the"
                                + " writes in it, and %s us for each write; the line explains %.0f %% of the spread.",
                        Measure.format(line.slope()),
                        Measure.format(line.intercept()),
                        100 * line.fit()))
                .stream()
                .toList();
    }

    /** Microseconds of CPU for a put, over the share of an entry that it has. */
    static Optional<LeastSquares> costs(List<Line> lines) {
        return LeastSquares.of(lines.stream()
                .filter(line -> line.name().startsWith("put@"))
                .filter(line -> line.values().containsKey(Measure.BATCH)
                        && line.values().containsKey(Measure.CPU))
                .map(line -> new LeastSquares.Point(1 / line.value(Measure.BATCH), line.value(Measure.CPU)))
                .toList());
    }
}
