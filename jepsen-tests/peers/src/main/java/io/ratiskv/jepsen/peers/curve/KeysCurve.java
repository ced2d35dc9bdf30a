package io.ratiskv.jepsen.peers.curve;

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

/** Throughput and memory against the number of keys, ten times as many at each step, a fresh cluster for each. */
final class KeysCurve {
    private static final int STEP = 10;

    private final RigPlan plan;
    private final PrintStream progress;

    KeysCurve(RigPlan plan, PrintStream progress) {
        this.plan = plan;
        this.progress = progress;
    }

    Sheet measure(int keysMax) throws Exception {
        Shape usual = Shape.usual(plan).members(plan.either(3, 1));
        List<Line> lines = new ArrayList<>();
        for (int keys : steps(plan.either(10_000, 100), plan.either(keysMax, 1_000))) {
            try (Rig rig = Rig.start(plan, "curves-keys", usual.keys(keys), spec -> spec)) {
                double loaded = rig.load();
                rig.warmUp("put@256", "get@256");
                for (String workload : List.of("put@256", "get@256")) {
                    Line line = rig.measure(workload);
                    String name = String.format(Locale.ROOT, "%s %,d", workload, keys);
                    Line full = new Line(name, line.values(), line.error()).with(Measure.LOADED, loaded);
                    double store = rig.storeMebibytes().orElse(Double.NaN);
                    lines.add(RigOptions.told(progress, "keys", full.with(Measure.STORE, store)));
                }
            }
        }
        String title = String.format(
                Locale.ROOT,
                "Keys: %d members with %s of heap, of which 64 MiB for newest states, and 128 MiB of block cache; values of"
                        + " %d bytes, chosen uniformly; loaded before with 256 outstanding.",
                usual.members(),
                plan.either(plan.heap(), "448m"),
                usual.valueSize());
        return new Sheet("keys", title, "workload, keys", lines, List.of());
    }

    /** From the least to the most, each ten times the one before; the most comes last, whatever it is. */
    static List<Integer> steps(int least, int most) {
        List<Integer> steps = new ArrayList<>();
        for (long keys = least; keys < most; keys *= STEP) {
            steps.add((int) keys);
        }
        steps.add(most);
        return steps;
    }
}
