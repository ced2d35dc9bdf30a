package io.ratiskv.jepsen;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratiskv.client.KvClient;
import io.ratiskv.jepsen.checker.RegisterZones;
import io.ratiskv.jepsen.checker.RevisionOrder;
import io.ratiskv.jepsen.cluster.ClusterSpec;
import io.ratiskv.jepsen.cluster.LocalCluster;
import io.ratiskv.jepsen.history.Completion;
import io.ratiskv.jepsen.history.EdnWriter;
import io.ratiskv.jepsen.history.History;
import io.ratiskv.jepsen.history.Operation.Kind;
import io.ratiskv.jepsen.workload.Clients;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What the tests have in common: small members, clients that end with the test, and how histories are judged. */
final class Scenario implements AutoCloseable {
    /** Virtual disks were seen to hold every sync for a minute; nobody waits longer than it takes. */
    static final Duration PATIENCE = Duration.ofMinutes(3);

    private final List<KvClient> clients = new ArrayList<>();

    /** Members that elect quickly but outlast a busy machine, and keep little in memory. */
    static ClusterSpec spec(String name) {
        return ClusterSpec.named(name)
                .setting("raft.election-timeout-min", "700ms")
                .setting("raft.election-timeout-max", "1400ms")
                .setting("storage.block-cache-bytes", "8MiB")
                .setting("storage.write-buffer-bytes", "8MiB")
                .setting("storage.min-free-bytes", "0");
    }

    /** So many patient clients of the cluster. */
    List<KvClient> clients(LocalCluster cluster, int count) {
        List<KvClient> opened = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            opened.add(Clients.open(cluster.endpoints(), "jepsen-" + i));
        }
        clients.addAll(opened);
        return opened;
    }

    KvClient client(LocalCluster cluster) {
        return clients(cluster, 1).get(0);
    }

    /** Both judges must find nothing, and there must be something to judge. The history is kept beside the logs. */
    static void assertLinearizable(History history, LocalCluster cluster) {
        EdnWriter.write(history, cluster.directory().resolve("history.edn"));
        assertThat(RevisionOrder.check(history)).as(history.summary()).isEmpty();
        assertThat(RegisterZones.check(history)).as(history.summary()).isEmpty();
        assertThat(history.count(Kind.READ, Completion.OK)).isGreaterThan(50);
        assertThat(history.count(Kind.WRITE, Completion.OK)).isGreaterThan(50);
    }

    @Override
    public void close() {
        clients.forEach(client -> client.close(Duration.ofSeconds(1)));
    }
}
