package io.ratiskv.jepsen.peers.store;

import com.google.protobuf.ByteString;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.ratiskv.cli.bench.load.Data;
import io.ratiskv.cli.bench.load.Target;
import io.ratiskv.jepsen.cluster.Ports;
import io.ratiskv.jepsen.cluster.ServerProcess;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/** Three etcd processes on loopback. */
final class EtcdCluster implements StoreCluster {
    /** What differs from etcd's defaults, beside addresses, names and directories. */
    static final List<String> FLAGS = List.of("--quota-backend-bytes=8589934592", "--log-level=warn");

    static final int MEMBERS = 3;
    private static final long ASK_SECONDS = 2;

    private final Path binary;
    private final Path directory;
    private final List<Integer> clientPorts;
    private final List<Integer> peerPorts;
    private final List<ServerProcess> processes = new ArrayList<>();
    private final List<ManagedChannel> channels = new ArrayList<>();

    EtcdCluster(Path binary, Path directory) {
        this.binary = binary;
        this.directory = directory;
        List<Integer> ports = Ports.free(2 * MEMBERS);
        clientPorts = ports.subList(0, MEMBERS);
        peerPorts = ports.subList(MEMBERS, 2 * MEMBERS);
        for (int i = 0; i < MEMBERS; i++) {
            processes.add(new ServerProcess("etcd " + i, directory.resolve("n" + (i + 1))));
            channels.add(EtcdTarget.channel(endpoint(i)));
        }
    }

    /** The command line of a member, the program first. */
    static List<String> commandLine(Path binary, Path directory, int member, List<Integer> client, List<Integer> peer) {
        StringBuilder cluster = new StringBuilder();
        for (int i = 0; i < client.size(); i++) {
            cluster.append(i == 0 ? "" : ",")
                    .append("n")
                    .append(i + 1)
                    .append('=')
                    .append(url(peer.get(i)));
        }
        List<String> line = new ArrayList<>(List.of(
                binary.toString(),
                "--name=n" + (member + 1),
                "--data-dir=" + directory.resolve("n" + (member + 1)).resolve("data"),
                "--listen-client-urls=" + url(client.get(member)),
                "--advertise-client-urls=" + url(client.get(member)),
                "--listen-peer-urls=" + url(peer.get(member)),
                "--initial-advertise-peer-urls=" + url(peer.get(member)),
                "--initial-cluster=" + cluster,
                "--initial-cluster-state=new",
                "--initial-cluster-token=peers"));
        line.addAll(FLAGS);
        return line;
    }

    private static String url(int port) {
        return "http://127.0.0.1:" + port;
    }

    private String endpoint(int member) {
        return "127.0.0.1:" + clientPorts.get(member);
    }

    @Override
    public List<ServerProcess> processes() {
        return Collections.unmodifiableList(processes);
    }

    @Override
    public void start(int member) {
        processes.get(member).start(commandLine(binary, directory, member, clientPorts, peerPorts));
        channels.get(member).resetConnectBackoff();
    }

    @Override
    public boolean serves(int member) {
        try {
            EtcdCalls.ask(
                            channels.get(member),
                            EtcdCalls.RANGE,
                            EtcdApi.RangeRequest.newBuilder()
                                    .setKey(ByteString.copyFromUtf8("serving"))
                                    .build(),
                            soon())
                    .join();
            return true;
        } catch (CompletionException e) {
            // Not yet: whoever waits says so when its time is over. A channel that failed would pause before its next
            // try.
            channels.get(member).resetConnectBackoff();
            return false;
        }
    }

    @Override
    public OptionalInt leader() {
        for (int i = 0; i < MEMBERS; i++) {
            if (!processes.get(i).isAlive()) {
                continue;
            }
            try {
                EtcdApi.StatusResponse status = EtcdCalls.ask(
                                channels.get(i), EtcdCalls.STATUS, EtcdApi.StatusRequest.getDefaultInstance(), soon())
                        .join();
                if (status.getLeader() != 0
                        && status.getLeader() == status.getHeader().getMemberId()) {
                    return OptionalInt.of(i);
                }
            } catch (CompletionException e) {
                channels.get(i).resetConnectBackoff();
            }
        }
        return OptionalInt.empty();
    }

    private static CallOptions soon() {
        return CallOptions.DEFAULT.withDeadlineAfter(ASK_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public Target connect(Data data, Access access) {
        List<String> endpoints = new ArrayList<>();
        if (access == Access.LEADER) {
            endpoints.addAll(Collections.nCopies(Access.CONNECTIONS, endpoint(awaitLeader())));
        } else {
            for (int i = 0; i < MEMBERS; i++) {
                endpoints.add(endpoint(i));
            }
        }
        return new EtcdTarget(endpoints, data);
    }

    @Override
    public void close() {
        channels.forEach(ManagedChannel::shutdownNow);
        StoreCluster.super.close();
    }
}
