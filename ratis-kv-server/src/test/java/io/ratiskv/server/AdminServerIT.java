package io.ratiskv.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ratiskv.server.config.ServerConfig;
import io.ratiskv.server.fakes.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.ratis.util.ExitUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two members over real Ratis, of which one alone is no majority. */
class AdminServerIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Pattern NAME = Pattern.compile("^\\| `([a-z0-9_]+)` \\| ([a-z]+) ", Pattern.MULTILINE);

    @TempDir
    Path root;

    private final HttpClient client = HttpClient.newHttpClient();
    private final List<KvServer> servers = new ArrayList<>();
    private final List<Integer> ports = new ArrayList<>();

    @BeforeEach
    void start_two() throws Exception {
        ExitUtils.disableSystemExit();
        ports.addAll(FreePorts.free(9));
        start(0);
        start(1);
    }

    @AfterEach
    void stop() throws Exception {
        for (KvServer server : servers) {
            server.close();
        }
    }

    @Test
    void a_member_without_a_majority_lives_and_is_ready_as_soon_as_there_is_one() throws Exception {
        await().atMost(SOON).until(() -> status(0, "/readyz") == 200 && status(1, "/readyz") == 200);
        servers.remove(1).close();
        await().atMost(SOON).until(() -> body(0, "/readyz").contains("[-] leader: none is known"));
        assertThat(status(0, "/livez")).isEqualTo(200);
        assertThat(status(0, "/startupz")).isEqualTo(200);
        start(1);
        await().atMost(SOON).until(() -> status(0, "/readyz") == 200);
    }

    @Test
    void every_metric_of_the_page_is_told_by_a_running_member_as_a_number() throws Exception {
        await().atMost(SOON).until(() -> status(0, "/readyz") == 200 && status(1, "/readyz") == 200);
        Map<String, String> described = NAME.matcher(Files.readString(Path.of("..", "docs", "metrics.md")))
                .results()
                .collect(Collectors.toMap(found -> found.group(1), found -> found.group(2)));
        assertThat(described).hasSizeGreaterThan(80);
        // What only happens in trouble, or is only counted once it has happened.
        Set<String> rare = Set.of(
                "ratiskv_transport_refused_requests_total",
                "ratis_grpc_inconsistent_messages_total",
                "ratis_grpc_timed_out_messages_total");
        await().atMost(SOON).untilAsserted(() -> {
            Set<String> missing = new TreeSet<>(described.keySet());
            missing.removeAll(rare);
            for (int i = 0; i < 2; i++) {
                body(i, "/metrics")
                        .lines()
                        .filter(line -> !line.startsWith("#") && !line.endsWith(" NaN"))
                        .map(line -> line.replaceAll("[ {].*", ""))
                        .forEach(name -> missing.removeAll(List.of(name, name.replaceAll("_(bucket|count|sum)$", ""))));
            }
            assertThat(missing).isEmpty();
        });
    }

    @Test
    void a_default_port_that_is_taken_costs_the_metrics_and_not_the_member() throws Exception {
        int client = ports.get(3 * 2 + 1);
        try (ServerSocket taken = new ServerSocket(client + 200, 1, InetAddress.getLoopbackAddress())) {
            assertThat(taken.isBound()).isTrue();
            servers.add(KvServer.start(config(2, List.of()), ServerParts.STANDARD, AdminServerIT::fail));
        }
    }

    private void start(int i) throws Exception {
        servers.add(KvServer.start(
                config(i, List.of("--http.listen=127.0.0.1:" + ports.get(3 * i + 2))),
                ServerParts.STANDARD,
                AdminServerIT::fail));
    }

    private static void fail(String sentence, Throwable cause) {
        throw new AssertionError(sentence, cause);
    }

    private ServerConfig config(int i, List<String> more) {
        List<String> peers = new ArrayList<>();
        for (int j : i < 2 ? new int[] {0, 1} : new int[] {i}) {
            peers.add("n" + j + "=127.0.0.1:" + ports.get(3 * j) + "/127.0.0.1:" + ports.get(3 * j + 1));
        }
        List<String> flags = new ArrayList<>(List.of(
                "--member.id=n" + i,
                "--cluster.id=test",
                "--member.data-directory=" + root.resolve("n" + i),
                "--cluster.peers=" + String.join(",", peers)));
        flags.addAll(more);
        return ServerConfig.parse(flags.toArray(String[]::new), Map.of());
    }

    private int status(int i, String path) throws IOException, InterruptedException {
        return get(i, path).statusCode();
    }

    private String body(int i, String path) throws IOException, InterruptedException {
        return get(i, path).body();
    }

    private HttpResponse<String> get(int i, String path) throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + ports.get(3 * i + 2) + path);
        return client.send(
                HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(30)).build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
