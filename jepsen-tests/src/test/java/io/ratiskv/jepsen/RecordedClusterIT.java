package io.ratiskv.jepsen;

import static io.ratiskv.jepsen.Scenario.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import io.ratiskv.client.KvClient;
import io.ratiskv.client.Watch;
import io.ratiskv.client.WatchItem;
import io.ratiskv.client.WatchStream;
import io.ratiskv.jepsen.cluster.ClusterSpec;
import io.ratiskv.jepsen.cluster.Directories;
import io.ratiskv.jepsen.cluster.LocalCluster;
import io.ratiskv.jepsen.cluster.Member;
import io.ratiskv.jepsen.cluster.Poll;
import io.ratiskv.jepsen.wire.WireConnection;
import io.ratiskv.protocol.Request;
import io.ratiskv.protocol.Response;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a release left on the disks of three members, and what it answered to requests about it: started on these disks, the
 * present build gives the same answers to the same bytes. See {@code src/test/resources/compat}.
 */
class RecordedClusterIT {
    private static final Path RELEASES = Path.of("src", "test", "resources", "compat");
    private static final String NAME = "recorded";
    // Disks remember where their members are. Nobody else uses this address; builds side by side take turns.
    private static final String HOST = "127.83.17.5";
    private static final int FIRST_PORT = 17_100;
    private static final int PORTS = 6;
    // Below it are errors that say: not here, or not now.
    private static final int REJECTED = 100;
    private static final Duration TURN = Duration.ofMinutes(5);

    /** {@code bin/record-compat RELEASE} sets it: the present build is recorded as that release. */
    @BeforeAll
    static void record() throws IOException {
        String release = System.getProperty("ratiskv.record", "");
        if (release.isEmpty()) {
            return;
        }
        Path directory = Files.createDirectories(RELEASES.resolve(release));
        Path data = fresh("recorded-data");
        awaitTurn();
        try (LocalCluster cluster = LocalCluster.start(spec(data))) {
            Conversation.record(cluster, directory);
            for (Member member : cluster.members()) {
                member.process().terminate();
                assertThat(member.process().awaitExit(PATIENCE)).isPresent();
            }
            RecordedDisks.pack(data, directory);
        }
    }

    static List<Path> releases() throws IOException {
        try (Stream<Path> releases = Files.list(RELEASES)) {
            return releases.filter(Files::isDirectory).sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("releases")
    void members_start_on_the_disks_of_a_release_and_answer_what_it_answered(Path release)
            throws IOException, InterruptedException {
        Path data = fresh("compat-data");
        RecordedDisks.unpack(release, data);
        // One member has its store, one makes it from the snapshot and the log, one from nothing: from what a leader
        // sends.
        Directories.delete(data.resolve("n2").resolve("store"));
        awaitTurn();
        try (LocalCluster cluster = LocalCluster.start(spec(data));
                KvClient client = KvClient.builder()
                        .endpoints(List.of(cluster.endpoints().split(",")))
                        .build()) {
            cluster.awaitSameState(PATIENCE);
            for (Conversation.Line line : Conversation.read(release)) {
                assertThat(Conversation.plain(answer(cluster, line.request())))
                        .as(line.name())
                        .isEqualTo(Conversation.plain(line.answer()));
            }
            assertThat(events(client)).isEqualTo(Conversation.EVENTS);
            assertThat(client.put("after", "the upgrade").revision()).isPositive();

            Member lost = cluster.follower();
            lost.killAndWipe();
            lost.start();
            cluster.awaitServing(lost, TURN);
            cluster.awaitSameState(PATIENCE);
        }
    }

    /** From whoever leads; asked again if nobody does just now. */
    private static Response answer(LocalCluster cluster, Request request) {
        return Poll.until("an answer of a leader", TURN, () -> {
            try (WireConnection connection = cluster.awaitLeader(TURN).connect(PATIENCE)) {
                return Optional.of(connection.call(request.toBuilder()))
                        .filter(answer -> answer.getError().getCodeValue() >= REJECTED
                                || answer.getError().getCodeValue() == 0);
            } catch (IOException e) {
                return Optional.empty();
            }
        });
    }

    private static int events(KvClient client) throws InterruptedException {
        int events = 0;
        try (WatchStream stream = client.watch(Watch.prefix("history/").from(Conversation.FIRST_KEPT + 1))) {
            Optional<WatchItem> item = stream.poll(PATIENCE);
            while (events < Conversation.EVENTS && item.isPresent()) {
                if (item.get() instanceof WatchItem.Changes changes) {
                    events += changes.events().size();
                }
                item = events < Conversation.EVENTS ? stream.poll(PATIENCE) : Optional.empty();
            }
        }
        return events;
    }

    private static ClusterSpec spec(Path data) {
        ClusterSpec spec = Scenario.spec(NAME)
                .at(HOST, FIRST_PORT)
                .setting("raft.log-segment-bytes", "8MiB")
                .setting("snapshot.kept", "2");
        for (String member : List.of("n1", "n2", "n3")) {
            spec.dataDirectory(member, data.resolve(member));
        }
        return spec;
    }

    private static Path fresh(String name) throws IOException {
        Path data = Path.of(System.getProperty("jepsen.runs", "target/jepsen-runs"))
                .toAbsolutePath()
                .resolve(name);
        Directories.delete(data);
        return Files.createDirectories(data);
    }

    private static void awaitTurn() {
        Poll.until("the addresses " + HOST + ":" + FIRST_PORT + " and following", TURN, () -> {
            for (int port = FIRST_PORT; port < FIRST_PORT + PORTS; port++) {
                try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getByName(HOST))) {
                    socket.setReuseAddress(true);
                } catch (IOException taken) {
                    return Optional.empty();
                }
            }
            return Optional.of(true);
        });
    }
}
