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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * An open loop at a fixed rate on one cluster: a window alone, then one beside a disturbance.
 *
 * <p>Thread: one.
 */
final class TailRun {
    private final Rig rig;
    private final Workload workload;

    /** @param perSecond about half of what the cluster can do, so that what a stall leaves behind is soon done */
    TailRun(Rig rig, Kind kind, int perSecond) {
        this.rig = rig;
        this.workload = new Workload(kind, new Workload.Open(perSecond));
    }

    /** Two lines: alone and beside it, with what was done in the second one's name. */
    List<Line> measure(Tail.Named named) throws Exception {
        rig.revive();
        List<Line> lines = new ArrayList<>();
        Line alone = window("before " + named.name(), (cluster, window) -> "");
        lines.add(alone);
        rig.revive();
        lines.add(compared(window(named.name(), named.disturbance()), alone));
        return lines;
    }

    static Line compared(Line beside, Line alone) {
        if (!beside.values().containsKey(Measure.P99) || !alone.values().containsKey(Measure.P99)) {
            return beside;
        }
        return beside.with(Measure.P99_RATIO, beside.value(Measure.P99) / alone.value(Measure.P99))
                .with(Measure.P999_RATIO, beside.value(Measure.P999) / alone.value(Measure.P999));
    }

    private Line window(String name, Disturbance disturbance) throws Exception {
        Ends ends = new Ends();
        Span span = new Span();
        CompletableFuture<String> done = new CompletableFuture<>();
        Thread disturbing = new Thread(() -> disturb(disturbance, span, done), "disturbance");
        disturbing.setDaemon(true);
        disturbing.start();
        try (Target target = new ObservedTarget(rig.target(1), ends)) {
            Result result = rig.run(target, workload, moment -> {
                if (moment.phase() == Progress.Phase.MEASURING) {
                    if (span.beginOnce()) {
                        ends.begin(System.nanoTime());
                    }
                } else if (moment.phase() == Progress.Phase.DRAINING) {
                    ends.end(System.nanoTime());
                    span.end();
                }
            });
            span.end();
            String words = done.get();
            return Readings.line(words.isEmpty() ? name : name + " (" + words + ")", result)
                    .with(Measure.STALL, ends.longestStallMillis());
        } finally {
            span.end();
        }
    }

    private void disturb(Disturbance disturbance, Span span, CompletableFuture<String> done) {
        try {
            span.awaitBegin();
            done.complete(disturbance.during(rig.cluster(), span));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            done.completeExceptionally(e);
        } catch (Exception e) {
            done.completeExceptionally(e);
        }
    }
}
