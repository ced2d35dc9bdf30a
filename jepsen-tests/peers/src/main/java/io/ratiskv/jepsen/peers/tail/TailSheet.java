package io.ratiskv.jepsen.peers.tail;

import io.ratiskv.cli.bench.load.Kind;
import io.ratiskv.jepsen.cluster.ClusterSpec;
import io.ratiskv.jepsen.fault.NativeCode;
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

/** All disturbances in turn on one cluster; slow disks on one of its own, whose members have a library before theirs. */
final class TailSheet {
    private static final String CLOSED = "put@256";

    private final RigPlan plan;
    private final PrintStream progress;
    private final List<Line> lines = new ArrayList<>();
    private final List<String> words = new ArrayList<>();

    TailSheet(RigPlan plan, PrintStream progress) {
        this.plan = plan;
        this.progress = progress;
    }

    Sheet measure(List<Tail> tails) throws Exception {
        List<Tail> plain = tails.stream().filter(tail -> tail != Tail.SLOW_DISK).toList();
        if (!plain.isEmpty()) {
            measure("tails", plain, false);
        }
        if (tails.contains(Tail.SLOW_DISK)) {
            Optional<String> unavailable = NativeCode.unavailable();
            if (unavailable.isPresent()) {
                words.add("slow-disk was left out: " + unavailable.get());
            } else {
                measure("tails-disk", List.of(Tail.SLOW_DISK), true);
            }
        }
        return new Sheet(
                "tail",
                String.format(
                        Locale.ROOT,
                        "Puts of 256 bytes in an open loop, 3 members, %d s a window: alone, then beside what disturbs.",
                        plan.measured().toSeconds()),
                "window",
                lines,
                words);
    }

    private void measure(String name, List<Tail> tails, boolean falseDisks) throws Exception {
        try (Rig rig = Rig.start(plan, name, Shape.usual(plan), spec -> falseDisks ? withFalseDisks(spec) : spec)) {
            rig.load();
            rig.warmUp(CLOSED);
            Line closed = RigOptions.told(progress, "tail", rig.measure(CLOSED));
            double reached = closed.values().getOrDefault(Measure.PER_SECOND, 0.0);
            int half = Math.max(1, (int) (reached / 2));
            words.add(String.format(
                    Locale.ROOT,
                    "%s: a closed loop of %s reached %,.0f/s; the open loop offers %,d/s.",
                    falseDisks ? "With false disks before the real ones" : "In all but slow-disk",
                    CLOSED,
                    reached,
                    half));
            TailRun run = new TailRun(rig, Kind.PUT, half);
            for (Tail tail : tails) {
                for (Tail.Named named : tail.disturbances()) {
                    run.measure(named).forEach(line -> lines.add(RigOptions.told(progress, "tail", line)));
                }
            }
        }
    }

    private static ClusterSpec withFalseDisks(ClusterSpec spec) {
        return spec.diskFaults();
    }
}
