package io.ratiskv.jepsen.peers.curve;

import io.ratiskv.jepsen.peers.rig.Line;
import io.ratiskv.jepsen.peers.rig.Rig;
import io.ratiskv.jepsen.peers.rig.RigOptions;
import io.ratiskv.jepsen.peers.rig.RigPlan;
import io.ratiskv.jepsen.peers.rig.Shape;
import io.ratiskv.jepsen.peers.rig.Sheet;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** Throughput and cost against the number of members, all on this machine: the more there are, the less has each. */
final class MembersCurve {
    private final RigPlan plan;
    private final PrintStream progress;

    MembersCurve(RigPlan plan, PrintStream progress) {
        this.plan = plan;
        this.progress = progress;
    }

    Sheet measure() throws Exception {
        List<Line> lines = new ArrayList<>();
        for (int members : plan.either(List.of(1, 3, 5), List.of(1, 3))) {
            Shape shape = Shape.usual(plan).members(members);
            try (Rig rig = Rig.start(plan, "curves-members", shape, spec -> spec)) {
                rig.load();
                rig.warmUp("put@256", "put@1", "get@256");
                for (String workload : List.of("put@1", "put@256", "get@1", "get@256")) {
                    Line line = rig.measure(workload);
                    lines.add(RigOptions.told(
                            progress, "members", new Line(members + " " + workload, line.values(), line.error())));
                }
            }
        }
        return new Sheet(
                "members",
                "Members: a fresh cluster for each number, all members and the generator on the same processors.",
                "members, workload",
                lines,
                List.of());
    }
}
