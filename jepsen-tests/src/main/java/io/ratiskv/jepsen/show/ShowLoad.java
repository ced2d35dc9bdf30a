package io.ratiskv.jepsen.show;

import io.ratiskv.client.KvClient;
import io.ratiskv.client.Range;
import io.ratiskv.jepsen.cluster.ClusterSpec;
import io.ratiskv.jepsen.cluster.LocalCluster;
import io.ratiskv.jepsen.cluster.Member;
import io.ratiskv.jepsen.workload.Clients;
import io.ratiskv.protocol.StatusResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Many keys: time to load them, memory of each member, time to restart, snapshots. */
final class ShowLoad {
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final Figures figures;
    private final long keys;
    private final int valueBytes;
    private final int clientCount;
    private final int inFlight;
    private final ClusterSpec spec;

    ShowLoad(Options options, Figures figures) {
        this.figures = figures;
        keys = options.number("keys", 1_000_000);
        valueBytes = options.count("value-bytes", 256);
        clientCount = options.count("clients", 4);
        inFlight = options.count("in-flight", 256);
        spec = ClusterSpec.named("show-load").inEarnest(options.text("heap", "512m"));
        options.refuseOthers();
    }

    boolean run() {
        List<KvClient> clients = new ArrayList<>();
        try (LocalCluster cluster = LocalCluster.start(spec)) {
            for (int i = 0; i < clientCount; i++) {
                clients.add(Clients.open(cluster.endpoints(), "show-" + i));
            }
            figures.title(keys + " keys of " + valueBytes + " bytes");
            long nanos = new BulkLoad(clients, inFlight, valueBytes).run("key/", keys);
            figures.line(
                    "loaded, one put each",
                    "%.1f s, %,.0f a second",
                    Figures.seconds(nanos),
                    keys / Figures.seconds(nanos));
            cluster.awaitSameState(PATIENCE);
            members(cluster, "after loading");
            snapshots(cluster);
            restarts(cluster);
            long found = clients.get(0)
                    .range(Range.prefix("key/").withCountOnly())
                    .count()
                    .orElse(-1);
            figures.line("keys found at the end", "%,d", found);
            return found == keys;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            clients.forEach(client -> client.close(Duration.ofSeconds(1)));
        }
    }

    private void members(LocalCluster cluster, String when) {
        for (Member member : cluster.members()) {
            StatusResponse status = member.status().orElseThrow();
            figures.line(
                    member.id() + " " + when,
                    "%s, resident %.0f MiB, store %.0f MiB",
                    status.getRole(),
                    Figures.mebibytes(member.process().residentBytes().orElse(0)),
                    Figures.mebibytes(status.getStoreBytes()));
        }
    }

    private void snapshots(LocalCluster cluster) throws IOException {
        for (Member member : cluster.members()) {
            member.takeSnapshot(PATIENCE);
            StatusResponse status = member.status().orElseThrow();
            figures.line(
                    member.id() + " snapshot",
                    "%.1f ms, applying stood still for %.2f ms",
                    status.getSnapshotMicros() / 1e3,
                    status.getSnapshotPauseMicros() / 1e3);
        }
    }

    private void restarts(LocalCluster cluster) {
        Member follower = cluster.follower();
        follower.kill();
        long began = System.nanoTime();
        follower.start();
        cluster.awaitServing(follower, PATIENCE);
        figures.line("follower killed, start to serving", "%.2f s", Figures.seconds(System.nanoTime() - began));
        cluster.members().forEach(Member::kill);
        began = System.nanoTime();
        cluster.members().forEach(Member::start);
        cluster.awaitServing(PATIENCE);
        figures.line("all killed, start to all serving", "%.2f s", Figures.seconds(System.nanoTime() - began));
        members(cluster, "after the restart");
    }
}
