package io.ratiskv.jepsen.peers.store;

import io.ratiskv.cli.bench.load.Data;
import io.ratiskv.cli.bench.load.Target;
import io.ratiskv.jepsen.cluster.LocalCluster;
import io.ratiskv.jepsen.cluster.Member;
import io.ratiskv.jepsen.cluster.ServerProcess;
import io.ratiskv.jepsen.wire.WireConnection;
import io.ratiskv.protocol.Consistency;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;

/** Our own members, started by the harness that the fault tests use. */
final class OurCluster implements StoreCluster {
    private static final Duration ASK_TIMEOUT = Duration.ofSeconds(2);

    private final LocalCluster cluster;

    OurCluster(LocalCluster cluster) {
        this.cluster = cluster;
    }

    @Override
    public List<ServerProcess> processes() {
        return cluster.members().stream().map(Member::process).toList();
    }

    @Override
    public void start(int member) {
        cluster.members().get(member).start();
    }

    @Override
    public boolean serves(int member) {
        try (WireConnection connection = cluster.members().get(member).connect(ASK_TIMEOUT)) {
            return connection.get("peers/serving", Consistency.LINEARIZABLE).hasRange();
        } catch (IOException e) {
            // Not yet: whoever waits says so when its time is over.
            return false;
        }
    }

    @Override
    public OptionalInt leader() {
        return cluster.leader()
                .map(leader -> OptionalInt.of(cluster.members().indexOf(leader)))
                .orElseGet(OptionalInt::empty);
    }

    @Override
    public Target connect(Data data, Access access) {
        throw new UnsupportedOperationException("comes with the generator");
    }

    @Override
    public void close() {
        cluster.close();
    }
}
