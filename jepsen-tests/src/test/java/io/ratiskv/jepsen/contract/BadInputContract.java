package io.ratiskv.jepsen.contract;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.ratiskv.client.Bytes;
import io.ratiskv.client.Compare;
import io.ratiskv.client.Consistency;
import io.ratiskv.client.Delete;
import io.ratiskv.client.InvalidArgumentException;
import io.ratiskv.client.InvalidRequestException;
import io.ratiskv.client.KeyRange;
import io.ratiskv.client.KvClient;
import io.ratiskv.client.Op;
import io.ratiskv.client.OutcomeUnknownException;
import io.ratiskv.client.OverloadedException;
import io.ratiskv.client.ProtocolMismatchException;
import io.ratiskv.client.Put;
import io.ratiskv.client.PutResult;
import io.ratiskv.client.Range;
import io.ratiskv.client.TooLargeException;
import io.ratiskv.client.Txn;
import io.ratiskv.client.UnavailableException;
import io.ratiskv.client.WrongClusterException;
import io.ratiskv.jepsen.cluster.Ports;
import io.ratiskv.jepsen.wire.WireConnection;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What cannot be done is refused by name, in time, and harms nobody. */
interface BadInputContract extends Surroundings {
    @Test
    default void keys_are_neither_empty_nor_too_long() {
        assertThat(refused(InvalidArgumentException.class, () -> db().put("", "1"))
                        .field())
                .isEqualTo("put.key");
        assertThat(refused(InvalidArgumentException.class, () -> db().get("")).field())
                .isEqualTo("range.key");
        assertThat(refused(InvalidArgumentException.class, () -> db().delete(""))
                        .field())
                .isEqualTo("delete_range.key");
        String longest = prefix() + "k".repeat(16_384 - prefix().length());
        db().put(longest, "1");
        assertThat(db().get(longest)).isPresent();
        assertThat(names(db().range(Range.prefix(longest)))).hasSize(1);
        assertThat(db().delete(longest).deleted()).isEqualTo(1);
        for (TooLargeException refused : List.of(
                refused(TooLargeException.class, () -> db().put(longest + "k", "1")),
                refused(TooLargeException.class, () -> db().get(longest + "k")),
                refused(TooLargeException.class, () -> db().delete(longest + "k")))) {
            assertThat(refused.field()).endsWith(".key");
            assertThat(refused.limit()).isEqualTo(16_384);
            assertThat(refused.actual()).isEqualTo(16_385);
        }
    }

    @Test
    default void a_request_is_not_larger_than_the_members_take() {
        byte[] fits = new byte[1 << 20];
        db().put(key("a"), fits);
        assertThat(db().get(key("a")).orElseThrow().value().length()).isEqualTo(1 << 20);
        TooLargeException value = refused(TooLargeException.class, () -> db().put(key("a"), new byte[3 << 20]));
        assertThat(value.limit()).isBetween(1L << 20, 2L << 20);
        assertThat(value.actual()).isGreaterThan(3 << 20);
        Txn large = Txn.of(Put.of(key("b"), fits), Put.of(key("c"), fits));
        refused(TooLargeException.class, () -> db().txn(large));
        refused(
                TooLargeException.class,
                () -> db().transact(tx -> {
                    tx.get(key("b"));
                    IntStream.range(0, 3).forEach(i -> tx.put(Bytes.of(numbered(i)), Bytes.of(fits)));
                    return 0;
                }));
        assertThat(db().range(Range.between(key("b"), key("d"))).entries()).isEmpty();
    }

    @Test
    default void a_transaction_has_its_bounds_and_names_the_one_that_was_broken() {
        Op[] many =
                IntStream.range(0, 129).mapToObj(i -> Put.of(numbered(i), "1")).toArray(Op[]::new);
        TooLargeException operations = refused(TooLargeException.class, () -> db().txn(Txn.of(many)));
        assertThat(operations.field()).isEqualTo("txn.success");
        assertThat(operations.limit()).isEqualTo(128);
        assertThat(operations.actual()).isEqualTo(129);
        Compare[] compares = new Compare[129];
        Arrays.fill(compares, Compare.exists(key("a")));
        assertThat(refused(TooLargeException.class, () -> db().txn(Txn.when(compares)))
                        .field())
                .isEqualTo("txn.compare");
        Txn deep = Txn.of(Put.of(key("deep"), "1"));
        for (int i = 0; i < 20; i++) {
            deep = Txn.of(deep);
        }
        Txn tooDeep = deep;
        refused(TooLargeException.class, () -> db().txn(tooDeep));
        Txn emptyKey = Txn.of(Put.of(key("a"), "1"), Put.of("", "1"));
        assertThat(refused(InvalidRequestException.class, () -> db().txn(emptyKey))
                        .field())
                .contains("put.key");
        assertThat(db().range(Range.prefix(key("0"))).entries()).isEmpty();
        assertThat(db().get(key("a"))).isEmpty();
    }

    @Test
    default void ranges_and_numbers_make_sense() {
        KeyRange inverted = new KeyRange(Bytes.of(key("b")), Bytes.of(key("a")));
        refused(InvalidArgumentException.class, () -> KeyRange.between(key("b"), key("a")));
        assertThat(refused(InvalidArgumentException.class, () -> db().range(Range.of(inverted)))
                        .field())
                .contains("range_end");
        assertThat(refused(InvalidArgumentException.class, () -> db().delete(Delete.of(inverted)))
                        .field())
                .contains("range_end");
        assertThat(refused(
                                InvalidArgumentException.class,
                                () -> db().range(Range.key(key("a")).atRevision(-1)))
                        .field())
                .contains("revision");
        refused(InvalidArgumentException.class, () -> Range.key(key("a")).limit(-1));
        refused(InvalidArgumentException.class, () -> db().admin().compact(0));
        refused(InvalidArgumentException.class, () -> Consistency.bounded(Duration.ZERO));
        refused(InvalidArgumentException.class, () -> db().withDeadline(Duration.ZERO));
        refused(InvalidArgumentException.class, () -> client().inFlightMax(0).build());
        refused(
                InvalidArgumentException.class,
                () -> client().endpoints("no port").build());
        refused(
                InvalidArgumentException.class,
                () -> db().pages(Range.prefix(prefix()).order(Range.Order.descending(Range.SortBy.KEY))));
    }

    @Test
    default void an_identity_has_its_bounds() {
        try (KvClient longName = client().identity("i".repeat(257)).build()) {
            assertThat(refused(TooLargeException.class, () -> longName.put(key("a"), "1"))
                            .limit())
                    .isEqualTo(256);
            assertThat(longName.get(key("a"))).isEmpty();
        }
    }

    @Test
    default void another_cluster_is_refused_by_name() {
        try (KvClient lost = client().clusterId("elsewhere").build()) {
            assertThat(refused(WrongClusterException.class, () -> lost.put(key("a"), "1")))
                    .hasMessageContaining(cluster().clusterId());
            refused(WrongClusterException.class, () -> lost.get(key("a")));
        }
        try (KvClient right = client().clusterId(cluster().clusterId()).build()) {
            right.put(key("a"), "1");
        }
    }

    @Test
    default void hosts_that_do_not_exist_or_do_not_answer_are_told_each_with_its_reason() throws IOException {
        Duration patience = Duration.ofSeconds(1);
        String closed = "127.0.0.1:" + Ports.free(1).get(0);
        try (KvClient lost = client().endpoints("no-such-host.invalid:7101", closed)
                .deadline(patience)
                .build()) {
            for (UnavailableException refused : List.of(
                    refused(UnavailableException.class, () -> lost.get(key("a"))),
                    refused(UnavailableException.class, () -> lost.put(key("a"), "1")))) {
                assertThat(refused.tried())
                        .extracting(UnavailableException.Tried::endpoint)
                        .contains("no-such-host.invalid:7101", closed);
                assertThat(refused).hasMessageContaining("no-such-host.invalid");
            }
        }
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                KvClient lost = client().endpoints("127.0.0.1:" + silent.getLocalPort())
                        .deadline(patience)
                        .build()) {
            refused(UnavailableException.class, () -> lost.get(key("a")));
            refused(UnavailableException.class, () -> lost.put(key("a"), "1"));
        }
        try (KvClient lucky = client().endpoints(
                        "no-such-host.invalid:7101",
                        closed,
                        cluster().members().get(0).endpoint())
                .build()) {
            lucky.put(key("a"), "one that answers is enough");
        }
    }

    @Test
    default void one_that_speaks_something_else_is_not_waited_for() throws IOException {
        try (ServerSocket web = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
            Thread server = new Thread(() -> {
                while (!web.isClosed()) {
                    answerAsAWebServer(web);
                }
            });
            server.setDaemon(true);
            server.start();
            try (KvClient lost =
                    client().endpoints("127.0.0.1:" + web.getLocalPort()).build()) {
                refused(ProtocolMismatchException.class, () -> lost.get(key("a")));
            }
        }
    }

    private static void answerAsAWebServer(ServerSocket web) {
        try (Socket socket = web.accept()) {
            socket.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(US_ASCII));
            socket.getInputStream().readAllBytes();
        } catch (IOException expected) {
            assertThat(expected).as("the client hung up, or the test is over").isNotNull();
        }
    }

    @Test
    default void a_frame_that_is_none_costs_only_the_connection_it_came_on() throws IOException {
        int port = cluster().members().get(0).clientPort();
        byte[][] wrong = {
            {0x7f, (byte) 0xff, (byte) 0xff, (byte) 0xff}, // longer than any frame may be
            {0, 0, 0, 4, (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff}, // no request
            {(byte) 0x80, 0, 0, 0}, // a negative length
        };
        for (byte[] bytes : wrong) {
            try (WireConnection connection = WireConnection.open(port, DEADLINE)) {
                connection.sendRaw(bytes);
                assertThat(connection.receive().hasError()).isTrue();
                assertThatThrownBy(connection::receive).isInstanceOf(EOFException.class);
            }
            db().put(key("a"), "1");
        }
    }

    @Test
    default void more_calls_than_the_client_may_have_open_are_refused_at_once() {
        try (KvClient narrow = client().inFlightMax(4).build()) {
            narrow.put(key("warm"), "1");
            List<CompletableFuture<PutResult>> flood = IntStream.range(0, 200)
                    .mapToObj(i -> narrow.async().put(numbered(i), "1"))
                    .toList();
            assertThat(refusedAndAbsent(flood, 0, false)).isPositive();
            narrow.put(key("after"), "1");
        }
    }

    @Test
    default void a_flood_beyond_what_members_hold_is_refused_with_a_time_to_come_back() {
        byte[] value = new byte[1 << 20];
        db().put(numbered(999), value);
        int refused = 0;
        // A machine so busy that no answer comes in time is given more.
        for (int tries = 1; refused == 0 && tries <= 5; tries++) {
            Duration deadline = Duration.ofMillis(400).multipliedBy(tries);
            // Keys of its own: what became of the others may still be open.
            int first = 100 * tries;
            List<CompletableFuture<PutResult>> flood = IntStream.range(first, first + 48)
                    .mapToObj(i -> db().async()
                            .withDeadline(deadline)
                            .put(Bytes.of(numbered(i)).toArray(), value))
                    .toList();
            refused = refusedAndAbsent(flood, first, true);
        }
        assertThat(refused).isPositive();
        // The client itself may hold back for a moment after the last refusal.
        await("calls to go through again")
                .atMost(DEADLINE)
                .ignoreException(OverloadedException.class)
                .until(() -> {
                    db().put(key("after"), "1");
                    db().deleteRange(KeyRange.prefix(prefix()));
                    return true;
                });
    }

    /** How many were refused; none of those is there. */
    private int refusedAndAbsent(List<CompletableFuture<PutResult>> flood, int first, boolean byMember) {
        int refused = 0;
        List<Integer> unexpected = new ArrayList<>();
        for (int i = 0; i < flood.size(); i++) {
            try {
                flood.get(i).join();
                assertThat(db().get(numbered(first + i)))
                        .as("an acknowledged write")
                        .isPresent();
            } catch (CompletionException e) {
                if (e.getCause() instanceof OverloadedException overloaded) {
                    refused++;
                    assertThat(overloaded.retryAfter().isZero()).isEqualTo(!byMember);
                    assertThat(db().get(numbered(first + i)))
                            .as("a refused write")
                            .isEmpty();
                } else if (!(e.getCause() instanceof OutcomeUnknownException)
                        && !(e.getCause() instanceof UnavailableException)) {
                    unexpected.add(i);
                }
            }
        }
        assertThat(unexpected).isEmpty();
        return refused;
    }
}
