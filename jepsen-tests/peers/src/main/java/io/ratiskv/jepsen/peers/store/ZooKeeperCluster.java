package io.ratiskv.jepsen.peers.store;

import io.ratiskv.cli.bench.load.Data;
import io.ratiskv.cli.bench.load.Target;
import io.ratiskv.jepsen.cluster.Ports;
import io.ratiskv.jepsen.cluster.ServerCommand;
import io.ratiskv.jepsen.cluster.ServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;

/** ZooKeeper servers on loopback, each a JVM with our own class path. */
final class ZooKeeperCluster implements StoreCluster {
    static final int MEMBERS = 3;
    static final String MAIN = "org.apache.zookeeper.server.quorum.QuorumPeerMain";

    /** Of the sample configuration that ZooKeeper comes with, and what keeps other parts of it out of the measurement. */
    static final List<String> SETTINGS = List.of(
            "tickTime=2000",
            "initLimit=10",
            "syncLimit=5",
            "maxClientCnxns=0",
            "admin.enableServer=false",
            "4lw.commands.whitelist=srvr");

    private static final int ASK_MILLIS = 1_000;

    private final Path directory;
    private final String heap;
    private final List<Integer> clientPorts;
    private final List<ServerProcess> processes = new ArrayList<>();

    ZooKeeperCluster(Path directory, int members, String heap) {
        this.directory = directory;
        this.heap = heap;
        List<Integer> ports = Ports.free(3 * members);
        clientPorts = ports.subList(0, members);
        List<Integer> quorum = ports.subList(members, 2 * members);
        List<Integer> election = ports.subList(2 * members, 3 * members);
        for (int i = 0; i < members; i++) {
            processes.add(new ServerProcess("zookeeper " + i, home(i)));
            try {
                Files.createDirectories(home(i).resolve("data"));
                Files.writeString(home(i).resolve("data").resolve("myid"), (i + 1) + "\n");
                Files.writeString(
                        configuration(i), configuration(home(i).resolve("data"), clientPorts.get(i), quorum, election));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Text of a server's {@code zoo.cfg}. A lone server gets no quorum, as ZooKeeper wants it. */
    static String configuration(Path data, int clientPort, List<Integer> quorum, List<Integer> election) {
        List<String> lines = new ArrayList<>(SETTINGS);
        lines.add("dataDir=" + data);
        lines.add("clientPort=" + clientPort);
        lines.add("clientPortAddress=127.0.0.1");
        for (int i = 0; quorum.size() > 1 && i < quorum.size(); i++) {
            lines.add("server." + (i + 1) + "=127.0.0.1:" + quorum.get(i) + ":" + election.get(i));
        }
        return String.join("\n", lines) + "\n";
    }

    static List<String> jvmFlags(String heap) {
        return List.of("-Xmx" + heap, "-Dzookeeper.jmx.log4j.disable=true");
    }

    private Path home(int member) {
        return directory.resolve("n" + (member + 1));
    }

    private Path configuration(int member) {
        return home(member).resolve("zoo.cfg");
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
        processes
                .get(member)
                .start(new ServerCommand(
                        MAIN, jvmFlags(heap), List.of(configuration(member).toString()), ServerCommand.ownClassPath()));
    }

    /** A server tells its mode only while it serves: synced with a leader, or leading. */
    @Override
    public boolean serves(int member) {
        return !mode(member).isEmpty();
    }

    @Override
    public OptionalInt leader() {
        for (int i = 0; i < processes.size(); i++) {
            if (processes.get(i).isAlive() && (mode(i).equals("leader") || mode(i).equals("standalone"))) {
                return OptionalInt.of(i);
            }
        }
        return OptionalInt.empty();
    }

    private String mode(int member) {
        try (Socket socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), clientPorts.get(member)), ASK_MILLIS);
            socket.setSoTimeout(ASK_MILLIS);
            socket.getOutputStream().write("srvr".getBytes(StandardCharsets.US_ASCII));
            String said = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            return said.lines()
                    .filter(line -> line.startsWith("Mode: "))
                    .map(line -> line.substring("Mode: ".length()))
                    .findFirst()
                    .orElse("");
        } catch (IOException e) {
            // Not up: whoever waits says so when its time is over.
            return "";
        }
    }

    @Override
    public Target connect(Data data, Access access) throws Exception {
        List<String> connections = new ArrayList<>();
        if (access == Access.LEADER) {
            connections.addAll(Collections.nCopies(Access.CONNECTIONS, endpoint(awaitLeader())));
        } else {
            List<String> all = new ArrayList<>();
            for (int i = 0; i < processes.size(); i++) {
                all.add(endpoint(i));
            }
            for (int i = 0; i < processes.size(); i++) {
                // A session that knows all servers tries them in an order of chance and moves on by itself.
                connections.add(access == Access.FAIL_OVER ? String.join(",", all) : all.get(i));
            }
        }
        return ZooKeeperTarget.connect(connections, data);
    }
}
