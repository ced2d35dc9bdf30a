package io.ratiskv.server.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AdminEndpointTest {
    private final Health health = new Health();
    private final HttpClient client = HttpClient.newHttpClient();
    private volatile String metrics = "a_metric 1\n";
    private AdminEndpoint endpoint;

    @BeforeEach
    void open() throws IOException {
        endpoint =
                AdminEndpoint.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), health, () -> metrics);
    }

    @AfterEach
    void close() {
        endpoint.close();
    }

    @Test
    void a_member_that_recovers_lives_but_has_not_started() throws Exception {
        assertThat(get("/livez").statusCode()).isEqualTo(200);
        assertThat(get("/startupz").statusCode()).isEqualTo(503);
        assertThat(get("/startupz").body()).startsWith("not ok\n[-] started: recovering");
        assertThat(get("/readyz").statusCode()).isEqualTo(503);
    }

    @Test
    void a_probe_says_each_thing_it_looked_at() throws Exception {
        health.started();
        health.lookAt(source(
                List.of(Check.of("applying", true, "entry 5 of 5")),
                List.of(Check.of("leader", false, "none is known"), Check.of("disk", true, "has room"))));
        assertThat(get("/livez").body()).isEqualTo("ok\n[+] fault: none\n[+] applying: entry 5 of 5\n");
        HttpResponse<String> ready = get("/readyz");
        assertThat(ready.statusCode()).isEqualTo(503);
        assertThat(ready.body()).isEqualTo("""
                        not ok
                        [+] started: clients are served
                        [-] leader: none is known
                        [+] disk: has room
                        """);
    }

    @Test
    void json_tells_the_same() throws Exception {
        health.started();
        health.lookAt(source(List.of(), List.of(Check.of("disk", false, "says \"full\"\n\\o/"))));
        HttpResponse<String> ready = get("/readyz?format=json");
        assertThat(ready.statusCode()).isEqualTo(503);
        assertThat(ready.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(ready.body())
                .isEqualTo("{\"ok\":false,\"checks\":["
                        + "{\"name\":\"started\",\"ok\":true,\"detail\":\"clients are served\"},"
                        + "{\"name\":\"disk\",\"ok\":false,\"detail\":\"says \\\"full\\\"\\u000a\\\\o/\"}]}\n");
    }

    @Test
    void a_member_that_stops_lives_and_is_not_ready() throws Exception {
        health.started();
        assertThat(get("/readyz").statusCode()).isEqualTo(200);
        health.draining();
        assertThat(get("/readyz").statusCode()).isEqualTo(503);
        assertThat(get("/livez").statusCode()).isEqualTo(200);
    }

    @Test
    void a_fault_that_only_a_restart_mends_ends_its_life() throws Exception {
        health.fault("the log cannot be written");
        assertThat(get("/livez").statusCode()).isEqualTo(503);
        assertThat(get("/livez").body()).contains("[-] fault: the log cannot be written");
    }

    @Test
    void metrics_come_as_prometheus_wants_them() throws Exception {
        HttpResponse<String> page = get("/metrics");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Type")).contains("text/plain; version=0.0.4; charset=utf-8");
        assertThat(page.body()).isEqualTo("a_metric 1\n");
    }

    @Test
    void nobody_on_the_way_keeps_an_answer() throws Exception {
        for (String page : List.of("/livez", "/readyz", "/startupz", "/metrics")) {
            assertThat(get(page).headers().firstValue("Cache-Control")).as(page).contains("no-store");
        }
    }

    @Test
    void whoever_wants_the_head_alone_gets_status_and_type() throws Exception {
        HttpRequest head = HttpRequest.newBuilder(uri("/readyz?format=json"))
                .method("HEAD", HttpRequest.BodyPublishers.noBody())
                .build();
        HttpResponse<String> answer = client.send(head, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(answer.body()).isEmpty();
    }

    @Test
    void nothing_else_is_there() throws Exception {
        assertThat(get("/").statusCode()).isEqualTo(404);
        assertThat(get("/livez/more").statusCode()).isEqualTo(404);
        HttpRequest post = HttpRequest.newBuilder(uri("/livez"))
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        assertThat(client.send(post, HttpResponse.BodyHandlers.ofString()).statusCode())
                .isEqualTo(405);
    }

    @Test
    void a_failing_page_is_an_error_of_its_own_only() throws Exception {
        endpoint.close();
        endpoint = AdminEndpoint.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), health, () -> {
            throw new IllegalStateException("no");
        });
        assertThat(get("/metrics").statusCode()).isEqualTo(500);
        assertThat(get("/livez").statusCode()).isEqualTo(200);
    }

    @Test
    void more_than_it_can_take_is_turned_away_and_then_it_serves_again() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        endpoint.close();
        endpoint = AdminEndpoint.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), health, () -> {
            try {
                assertThat(goOn.await(30, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return "late\n";
        });
        List<CompletableFuture<Integer>> answers = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            answers.add(client.sendAsync(request("/metrics"), HttpResponse.BodyHandlers.ofString())
                    .thenApply(HttpResponse::statusCode)
                    .exceptionally(turnedAway -> 0));
        }
        // Those that find no room hear it while the others wait.
        CompletableFuture.anyOf(answers.toArray(CompletableFuture[]::new)).get(30, TimeUnit.SECONDS);
        goOn.countDown();
        CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new)).get(30, TimeUnit.SECONDS);
        assertThat(answers.stream().map(CompletableFuture::join)).contains(0).contains(200);
        assertThat(get("/livez").statusCode()).isEqualTo(200);
    }

    @Test
    void a_port_that_is_taken_is_named() {
        assertThatThrownBy(() -> AdminEndpoint.open(endpoint.address(), health, () -> ""))
                .isInstanceOf(BindException.class)
                .hasMessageContaining("http.listen")
                .hasMessageContaining(Integer.toString(endpoint.address().getPort()));
    }

    private static Health.Source source(List<Check> liveness, List<Check> readiness) {
        return new Health.Source() {
            @Override
            public List<Check> liveness() {
                return liveness;
            }

            @Override
            public List<Check> readiness() {
                return readiness;
            }
        };
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(request(path), HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest request(String path) {
        return HttpRequest.newBuilder(uri(path)).timeout(Duration.ofSeconds(60)).build();
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + endpoint.address().getPort() + path);
    }
}
