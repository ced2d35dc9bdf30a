package io.ratiskv.jepsen.peers.store;

import io.ratiskv.cli.bench.load.Data;
import io.ratiskv.cli.bench.load.Target;
import io.ratiskv.cli.bench.store.RatisKvTarget;
import io.ratiskv.client.KvClient;
import io.ratiskv.jepsen.cluster.LocalCluster;
import io.ratiskv.jepsen.cluster.Member;
import io.ratiskv.jepsen.cluster.ServerProcess;
import io.ratiskv.jepsen.wire.WireConnection;
import io.ratiskv.jepsen.workload.Clients;
import io.ratiskv.protocol.Consistency;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** Our own members, started by the harness that the fault tests use. */
final class OurCluster implements StoreCluster {
    private static final Duration ASK_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration ATTEMPT_TIMEOUT = Duration.ofMillis(500);

    /** More than any workload has under way. */
    private static final int IN_FLIGHT_MAX = 65_536;

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

    /** Each instance finds the leader, and for local reads a member, by itself. */
    @Override
    public Target connect(Data data, Access access) {
        List<KvClient> clients = new ArrayList<>();
        for (int i = 0; i < Access.CONNECTIONS; i++) {
            clients.add(Clients.patient(cluster.endpoints(), "peers-" + i)
                    .inFlightMax(IN_FLIGHT_MAX)
                    .attemptTimeout(ATTEMPT_TIMEOUT)
                    // As for the others: what follows an answer runs on the network's thread.
                    .executor(Runnable::run)
                    .build());
        }
        return new RatisKvTarget(clients, data);
    }

    @Override
    public void close() {
        cluster.close();
    }
}
