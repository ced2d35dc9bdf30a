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

/** Events against watchers of the same prefix, and what one more watcher adds to a put. */
final class WatchersCurve {
    private static final String WORKLOAD = "watch@16";

    private final RigPlan plan;
    private final PrintStream progress;

    WatchersCurve(RigPlan plan, PrintStream progress) {
        this.plan = plan;
        this.progress = progress;
    }

    Sheet measure() throws Exception {
        Shape shape = Shape.usual(plan).members(plan.either(3, 1));
        List<Line> lines = new ArrayList<>();
        List<LeastSquares.Point> points = new ArrayList<>();
        try (Rig rig = Rig.start(plan, "curves-watchers", shape, spec -> spec)) {
            rig.load();
            rig.warmUp("put@16");
            for (int watchers : plan.either(List.of(1, 10, 100, 1_000, 3_000), List.of(1, 10))) {
                Line measured = rig.measure(WORKLOAD, watchers);
                String name = String.format(Locale.ROOT, "%,d", watchers);
                lines.add(RigOptions.told(progress, "watchers", new Line(name, measured.values(), measured.error())));
                Double cpu = measured.values().get(Measure.CPU);
                if (cpu != null) {
                    points.add(new LeastSquares.Point(watchers, cpu));
                }
            }
            List<String> words = LeastSquares.of(points)
                    .map(line -> String.format(
                            Locale.ROOT,
                            "Least squares: CPU of all members for a put = %s us, and %s us for each watcher that is told of"
                                    + " it; the line explains %.0f %% of the spread.",
                            Measure.format(line.intercept()),
                            Measure.format(line.slope()),
                            100 * line.fit()))
                    .stream()
                    .toList();
            return new Sheet(
                    "watchers",
                    "Watchers of one prefix, 16 puts outstanding; times from the put to its event, CPU for a put: "
                            + rig + ".",
                    "watchers",
                    lines,
                    words);
        }
    }
}
