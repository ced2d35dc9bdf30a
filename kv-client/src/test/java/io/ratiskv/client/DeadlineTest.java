package io.ratiskv.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.ratiskv.client.fake.FakeMember;
import io.ratiskv.client.fake.FakeStore;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/** Every call ends in time, whoever is there to answer it. */
class DeadlineTest {
    private static final Duration DEADLINE = Duration.ofMillis(250);
    private static final Duration LATE_MAX = Duration.ofMillis(500);
    /** A busy machine may hold up any one call; a client that is late by itself is late each time. */
    private static final int TRIES = 4;

    private static Map<String, Callable<?>> everyCall(KvClient db, String endpoint) {
        Map<String, Callable<?>> calls = new LinkedHashMap<>();
        calls.put("put", () -> db.put("a", "1"));
        calls.put("get", () -> db.get("a"));
        calls.put("local get", () -> db.withConsistency(Consistency.LOCAL).get("a"));
        calls.put("range", () -> db.range(Range.all()));
        calls.put("pages", () -> db.pages(Range.all()).next());
        calls.put("scan", () -> db.scan(Range.all()).count());
        calls.put("delete", () -> db.delete("a"));
        calls.put("txn", () -> db.txn(Txn.of(Put.of("a", "1"))));
        calls.put("compareAndSet", () -> db.compareAndSet("a", 0, "1"));
        calls.put("transact", () -> db.transact(tx -> tx.get("a")));
        calls.put("compact", () -> db.admin().compact(1));
        calls.put("status", () -> db.admin().status(endpoint));
        calls.put("members", () -> db.admin().members());
        calls.put("hash", () -> db.admin().hash(endpoint));
        calls.put("snapshot", () -> db.admin().snapshot(endpoint));
        calls.put("resolve", () -> db.resolve(new RequestId(db.identity(), 1, 1, 1)));
        calls.put("unresolved", () -> db.unresolved());
        calls.put("async put", () -> db.async().put("a", "1").join());
        calls.put("async transact", () -> db.async().transact(tx -> tx.get("a")).join());
        return calls;
    }

    private static void assertEachEndsInTime(KvClient db, String endpoint) {
        everyCall(db, endpoint).forEach((name, call) -> {
            Duration inTime = DEADLINE.plus(LATE_MAX);
            List<Duration> took = new ArrayList<>();
            do {
                took.add(assertFails(name, call));
            } while (took.size() < TRIES && took.get(took.size() - 1).compareTo(inTime) >= 0);
            assertThat(took).as(name).anySatisfy(one -> assertThat(one).isLessThan(inTime));
        });
    }

    private static Duration assertFails(String name, Callable<?> call) {
        long start = System.nanoTime();
        Throwable thrown = catchThrowable(call::call);
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        Throwable failure = thrown instanceof CompletionException wrapped ? wrapped.getCause() : thrown;
        assertThat(failure)
                .as(name)
                .isInstanceOfSatisfying(
                        KvException.class,
                        e -> assertThat(e.outcome())
                                .as(name)
                                .isEqualTo(name.equals("resolve") ? Outcome.UNKNOWN : Outcome.NOT_APPLIED));
        return took;
    }

    @Test
    void with_every_endpoint_down() throws IOException {
        List<String> dead = List.of(deadEndpoint(), deadEndpoint());
        try (KvClient db = KvClient.builder()
                .endpoints(dead)
                .identity("i")
                .deadline(DEADLINE)
                .build()) {
            assertEachEndsInTime(db, dead.get(0));
            assertThatThrownBy(() -> db.put("a", "1"))
                    .isInstanceOfSatisfying(
                            UnavailableException.class,
                            e -> assertThat(e.tried())
                                    .extracting(UnavailableException.Tried::endpoint)
                                    .containsExactlyInAnyOrderElementsOf(dead))
                    .hasMessageContaining("refused");
        }
    }

    @Test
    void with_every_endpoint_paused() {
        try (FakeMember one = FakeMember.start(new FakeStore());
                FakeMember two = FakeMember.start(new FakeStore())) {
            one.pause();
            two.pause();
            try (KvClient db = KvClient.builder()
                    .endpoints(one.address(), two.address())
                    .identity("i")
                    .deadline(DEADLINE)
                    .attemptTimeout(Duration.ofMillis(100))
                    .build()) {
                assertEachEndsInTime(db, one.address());
            }
        }
    }

    @Test
    void with_a_host_that_does_not_exist() {
        try (KvClient db = KvClient.builder()
                .endpoints("no-such-host.invalid:7101")
                .identity("i")
                .deadline(DEADLINE)
                .build()) {
            assertEachEndsInTime(db, "no-such-host.invalid:7101");
            assertThatThrownBy(() -> db.get("a")).hasMessageContaining("no-such-host.invalid");
        }
    }

    @Test
    void with_somebody_else_at_the_other_end() throws IOException {
        try (ServerSocket http = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread server = new Thread(() -> {
                try {
                    while (true) {
                        var connection = http.accept();
                        connection
                                .getOutputStream()
                                .write("HTTP/1.1 400 Bad Request\r\n\r\n"
                                        .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
                    }
                } catch (IOException closed) {
                    Thread.currentThread().interrupt();
                }
            });
            server.setDaemon(true);
            server.start();
            try (KvClient db = KvClient.builder()
                    .endpoints("127.0.0.1:" + http.getLocalPort())
                    .deadline(Duration.ofMinutes(1))
                    .build()) {
                assertThatThrownBy(() -> db.get("a")).isInstanceOf(ProtocolMismatchException.class);
            }
        }
    }

    @Test
    void an_interrupted_caller_returns_at_once_and_stays_interrupted() throws InterruptedException {
        try (FakeMember member = FakeMember.start(new FakeStore())) {
            member.pause();
            try (KvClient db = KvClient.builder()
                    .endpoints(member.address())
                    .deadline(Duration.ofMinutes(1))
                    .build()) {
                Thread caller = Thread.currentThread();
                Thread interrupter = new Thread(caller::interrupt);
                interrupter.start();
                assertThatThrownBy(() -> db.get("a")).isInstanceOf(UnavailableException.class);
                assertThat(Thread.interrupted()).isTrue();
                interrupter.join();
                caller.interrupt();
                assertThatThrownBy(() -> db.resolve(new RequestId(db.identity(), 1, 1, 1)))
                        .isInstanceOf(OutcomeUnknownException.class);
                assertThat(Thread.interrupted()).isTrue();
                db.close(Duration.ZERO);
            }
        }
    }

    @Test
    void calls_beyond_those_in_flight_wait_or_are_refused() {
        try (FakeMember member = FakeMember.start(new FakeStore())) {
            member.pause();
            try (KvClient db = KvClient.builder()
                    .endpoints(member.address())
                    .deadline(DEADLINE)
                    .inFlightMax(1)
                    .build()) {
                var first = db.async().withDeadline(Duration.ofMinutes(1)).get("a");
                assertThatThrownBy(() -> db.async().get("b").join()).hasCauseInstanceOf(OverloadedException.class);
                assertThatThrownBy(() -> db.get("c")).isInstanceOf(KvException.class);
                assertThat(first).isNotDone();
                db.close(Duration.ZERO);
                assertThatThrownBy(first::join).hasCauseInstanceOf(ClientClosedException.class);
            }
        }
    }

    private static String deadEndpoint() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return "127.0.0.1:" + socket.getLocalPort();
        }
    }
}
