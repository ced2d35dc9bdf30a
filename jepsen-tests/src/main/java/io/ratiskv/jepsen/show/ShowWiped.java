package io.ratiskv.jepsen.show;

import io.ratiskv.client.KvClient;
import io.ratiskv.jepsen.cluster.ClusterSpec;
import io.ratiskv.jepsen.cluster.LocalCluster;
import io.ratiskv.jepsen.cluster.Member;
import io.ratiskv.jepsen.workload.Clients;
import io.ratiskv.protocol.HashResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;

/** A follower loses everything while nobody writes: how long until it has the others' state again. */
final class ShowWiped {
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final Figures figures;
    private final long keys;
    private final int valueBytes;
    private final int trials;
    private final ClusterSpec spec;

    ShowWiped(Options options, Figures figures) {
        this.figures = figures;
        keys = options.number("keys", 20_000);
        valueBytes = options.count("value-bytes", 256);
        trials = options.count("trials", 3);
        spec = ClusterSpec.named("show-wiped")
                .setting("raft.log-segment-bytes", "8MiB")
                .setting("raft.log-preserved-entries", "0")
                .inEarnest(options.text("heap", "512m"));
        options.refuseOthers();
    }

    boolean run() {
        try (LocalCluster cluster = LocalCluster.start(spec);
                KvClient client = Clients.open(cluster.endpoints(), "show")) {
            new BulkLoad(List.of(client), 256, valueBytes).run("key/", keys);
            HashResponse whole = cluster.awaitSameState(PATIENCE);
            figures.title("Wiped follower of an idle cluster, " + keys + " keys of " + valueBytes + " bytes");
            boolean held = trials(cluster, "by the log", whole);
            for (Member member : cluster.members()) {
                member.takeSnapshot(PATIENCE);
            }
            // The log is dropped by whole files: only what lies before the last one is gone.
            return trials(cluster, "after snapshots", whole) && held;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean trials(LocalCluster cluster, String how, HashResponse whole) {
        double[] serving = new double[trials];
        double[] same = new double[trials];
        boolean held = true;
        for (int i = 0; i < trials; i++) {
            Member follower = cluster.follower();
            follower.killAndWipe();
            long began = System.nanoTime();
            follower.start();
            cluster.awaitServing(follower, PATIENCE);
            serving[i] = Figures.seconds(System.nanoTime() - began);
            HashResponse now = cluster.awaitSameState(PATIENCE);
            same[i] = Figures.seconds(System.nanoTime() - began);
            held &= now.getHash() == whole.getHash();
            figures.line(
                    how + ", trial " + (i + 1),
                    "snapshot index %d",
                    follower.status().orElseThrow().getSnapshotIndex());
        }
        figures.spread(how + ": start to serving", "s", serving);
        figures.spread(how + ": start to the same state hash", "s", same);
        return held;
    }
}
