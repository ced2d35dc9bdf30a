package io.ratiskv.jepsen.peers.curve;

import io.ratiskv.jepsen.cluster.Member;
import io.ratiskv.jepsen.cluster.MemberHeap;
import io.ratiskv.jepsen.peers.rig.Line;
import io.ratiskv.jepsen.peers.rig.Measure;
import io.ratiskv.jepsen.peers.rig.Rig;
import io.ratiskv.jepsen.peers.rig.RigOptions;
import io.ratiskv.jepsen.peers.rig.RigPlan;
import io.ratiskv.jepsen.peers.rig.Shape;
import io.ratiskv.jepsen.peers.rig.Sheet;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What one more of something takes in the leader's memory: a member before, many more of it, the member after, divided.
 * The heap is counted after a full collection, and resident from the beginning, so that what else is resident is beside it.
 */
final class MemoryCurve {
    private final RigPlan plan;
    private final PrintStream progress;
    private final List<Line> lines = new ArrayList<>();

    MemoryCurve(RigPlan plan, PrintStream progress) {
        this.plan = plan;
        this.progress = progress;
    }

    /** Something that can be had many times. */
    @FunctionalInterface
    private interface Many {
        /** Returns when all are there; they are gone when what it returns is closed. */
        AutoCloseable have(int count) throws Exception;
    }

    private record Use(long heap, long resident, long disk) {
        static Use of(Member member) {
            return new Use(
                    MemberHeap.afterCollection(member.process()),
                    member.process().residentBytes().orElse(0),
                    member.status().orElseThrow().getStoreBytes());
        }
    }

    Sheet measure() throws Exception {
        Shape shape = Shape.usual(plan).members(plan.either(3, 1)).keys(plan.either(500_000, 2_000));
        String heap = plan.either(plan.heap(), "448m");
        try (Rig rig = Rig.start(
                plan, "curves-memory", shape, spec -> spec.jvm("-Xms" + heap).jvm("-XX:+AlwaysPreTouch"))) {
            rig.warmUp("put@64", "get@64");
            Member leader = rig.leader();
            ManyOfMember many = new ManyOfMember(leader);
            each(leader, "idle connection", plan.either(2_000, 50), many::connections);
            each(leader, "watcher, all of one prefix", plan.either(8_000, 50), many::watchersOfOnePrefix);
            each(leader, "watcher, each of its own key", plan.either(8_000, 50), many::watchersOfOwnKeys);
            each(leader, "session", plan.either(20_000, 50), many::sessions);
            each(leader, "key", shape.keys(), count -> {
                rig.load();
                return () -> {};
            });
            return new Sheet(
                    "memory",
                    "Memory of the leader for each, after a full collection: " + rig
                            + ". Keys: 64 MiB of the heap are for"
                            + " newest states at most, and all files of the store are in the operating system's cache, which"
                            + " counts for nobody.",
                    "one more",
                    lines,
                    List.of());
        }
    }

    private void each(Member member, String name, int count, Many many) throws Exception {
        Use before = Use.of(member);
        try (AutoCloseable had = many.have(count)) {
            Use after = Use.of(member);
            Map<Measure, Double> values = new EnumMap<>(Measure.class);
            values.put(Measure.COUNT, (double) count);
            values.put(Measure.HEAP_BYTES, (after.heap() - before.heap()) / (double) count);
            values.put(Measure.NATIVE_BYTES, (after.resident() - before.resident()) / (double) count);
            values.put(Measure.DISK_BYTES, (after.disk() - before.disk()) / (double) count);
            lines.add(RigOptions.told(progress, "memory", Line.of(name, values)));
        }
    }
}
