package io.ratiskv.jepsen.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.ratiskv.jepsen.proxy.ProxyFaults.Duplicates;
import io.ratiskv.jepsen.wire.Frames;
import io.ratiskv.jepsen.wire.WireConnection;
import io.ratiskv.protocol.PutRequest;
import io.ratiskv.protocol.Request;
import io.ratiskv.protocol.WatchControlRequest;
import io.ratiskv.protocol.WatchRequest;
import io.ratiskv.protocol.WatchResponse;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FrameProxyTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration SHORT = Duration.ofSeconds(1);
    private static final long SEED = 42;

    private EchoMember member;
    private FrameProxy proxy;

    @BeforeEach
    void start() throws IOException {
        member = new EchoMember();
        proxy = new FrameProxy(0, member.port(), SEED);
    }

    @AfterEach
    void stop() throws IOException {
        proxy.close();
        member.close();
    }

    @Test
    void a_proxy_without_faults_passes_everything_in_order() throws IOException {
        try (WireConnection connection = WireConnection.open(proxy.port(), PATIENCE)) {
            for (int i = 1; i <= 100; i++) {
                assertThat(connection.put("k", "v").getPut().getRevision()).isEqualTo(i);
            }
        }
        assertThat(proxy.counts()).isEqualTo(new ProxyCounts(1, 100, 101, 0, 0, 0));
    }

    /** As clusters do that are restored under the addresses of one that has just ended. */
    @Test
    void once_a_proxy_is_closed_another_one_can_take_its_port() {
        int port = proxy.port();
        for (int i = 0; i < 1_000; i++) {
            proxy.close();
            proxy = new FrameProxy(port, member.port(), SEED);
        }
        assertThat(proxy.port()).isEqualTo(port);
    }

    /** Losing frames in the middle of a stream is what no connection does, and no client could notice. */
    @Test
    void a_stream_that_has_begun_loses_nothing() throws IOException {
        try (WireConnection connection = WireConnection.open(proxy.port(), PATIENCE)) {
            connection.sendRaw(Frames.frame(Request.newBuilder()
                    .setRequestId(7)
                    .setWatch(WatchRequest.getDefaultInstance())
                    .build()));
            assertThat(connection.receive().getWatch().getKind()).isEqualTo(WatchResponse.Kind.CREATED);
            proxy.setFaults(ProxyFaults.lossy(1, 0));

            connection.sendRaw(Frames.frame(Request.newBuilder()
                    .setRequestId(8)
                    .setWatchControl(WatchControlRequest.newBuilder().setWatch(7))
                    .build()));
            assertThat(connection.receive().getWatch().getRevision()).isEqualTo(8);
        }
    }

    @Test
    void a_dropped_reply_never_comes_although_the_member_did_the_work() throws IOException {
        try (WireConnection connection = WireConnection.open(proxy.port(), SHORT)) {
            proxy.setFaults(ProxyFaults.lossy(1, 0));
            assertThatThrownBy(() -> connection.put("k", "v")).isInstanceOf(SocketTimeoutException.class);
        }
        assertThat(member.requests()).isEqualTo(1);
        assertThat(proxy.counts().droppedAnswers()).isEqualTo(1);
    }

    @Test
    void the_welcome_is_never_dropped() throws IOException {
        proxy.setFaults(ProxyFaults.lossy(1, 1));
        try (WireConnection connection = WireConnection.open(proxy.port(), PATIENCE)) {
            assertThat(connection.welcome().getMemberId()).isEqualTo("echo");
        }
        assertThat(member.requests()).isZero();
    }

    @Test
    void the_same_seed_drops_the_same_replies_and_about_the_asked_share() throws IOException {
        List<Integer> first = answered(proxy);
        try (FrameProxy again = new FrameProxy(0, member.port(), SEED);
                FrameProxy other = new FrameProxy(0, member.port(), SEED + 1)) {
            assertThat(answered(again)).isEqualTo(first);
            assertThat(answered(other)).isNotEqualTo(first);
        }
        assertThat(first.size()).isCloseTo(700, within(60));
    }

    /** Which of 1,000 pipelined requests are answered when 30 % of the replies are dropped. */
    private static List<Integer> answered(FrameProxy proxy) throws IOException {
        proxy.setFaults(ProxyFaults.lossy(0.3, 0));
        int count = 1_000;
        try (WireConnection connection = WireConnection.open(proxy.port(), PATIENCE)) {
            for (int id = 1; id <= count; id++) {
                connection.sendRaw(Frames.frame(putRequest(id)));
            }
            List<Integer> ids = new ArrayList<>();
            await().atMost(PATIENCE).until(() -> {
                ProxyCounts counts = proxy.counts();
                return counts.answers() + counts.droppedAnswers() == count + 1;
            });
            // The welcome is counted among the answers, and was read at opening.
            for (long i = proxy.counts().answers() - 1; i > 0; i--) {
                ids.add((int) connection.receive().getRequestId());
            }
            return ids;
        }
    }

    @Test
    void members_among_themselves_lose_and_double_nothing() throws IOException {
        proxy.setFaults(ProxyFaults.lossy(1, 1));
        try (WireConnection connection =
                WireConnection.open(proxy.port(), PATIENCE, WireConnection.hello("member/n2"))) {
            assertThat(connection.put("k", "v").hasPut()).isTrue();
        }
        assertThat(member.requests()).isEqualTo(1);
    }

    @Test
    void a_second_copy_on_its_own_connection_reaches_the_member_and_its_answer_nobody() throws IOException {
        proxy.setFaults(ProxyFaults.lossy(0, 1));
        try (WireConnection connection = WireConnection.open(proxy.port(), PATIENCE)) {
            connection.put("k", "v");
            await().atMost(PATIENCE).until(() -> member.requests() == 2);
            assertThat(connection.put("k", "v").hasPut()).isTrue();
            await().atMost(PATIENCE).until(() -> member.requests() == 4);
        }
        assertThat(proxy.counts().answers()).isEqualTo(3);
        assertThat(proxy.counts().duplicatedRequests()).isEqualTo(2);
    }

    @Test
    void a_second_copy_on_the_same_connection_is_answered_once_or_twice_as_asked() throws IOException {
        try (WireConnection connection = WireConnection.open(proxy.port(), PATIENCE)) {
            proxy.setFaults(ProxyFaults.lossy(0, 1).with(Duplicates.SAME_CONNECTION_ONE_ANSWER, Duration.ZERO));
            connection.sendRaw(Frames.frame(putRequest(7)));
            assertThat(connection.receive().getPut().getRevision()).isEqualTo(1);
            await().atMost(PATIENCE).until(() -> proxy.counts().droppedAnswers() == 1);

            proxy.setFaults(ProxyFaults.lossy(0, 1).with(Duplicates.SAME_CONNECTION_BOTH_ANSWERS, Duration.ZERO));
            connection.sendRaw(Frames.frame(putRequest(8)));
            assertThat(connection.receive().getPut().getRevision()).isEqualTo(3);
            assertThat(connection.receive().getPut().getRevision()).isEqualTo(4);
        }
    }

    @Test
    void a_late_second_copy_comes_after_the_first_was_answered() throws IOException {
        proxy.setFaults(ProxyFaults.lossy(0, 1).with(Duplicates.SAME_CONNECTION_ONE_ANSWER, Duration.ofMillis(300)));
        try (WireConnection connection = WireConnection.open(proxy.port(), PATIENCE)) {
            connection.put("k", "v");
            await().atMost(PATIENCE).until(() -> proxy.counts().droppedAnswers() == 1);
        }
        assertThat(member.requests()).isEqualTo(2);
    }

    @Test
    void late_frames_keep_their_order() throws IOException {
        proxy.setFaults(ProxyFaults.NONE.delayedUpTo(Duration.ofMillis(20)));
        try (WireConnection connection = WireConnection.open(proxy.port(), PATIENCE)) {
            for (int id = 1; id <= 50; id++) {
                connection.sendRaw(Frames.frame(putRequest(id)));
            }
            for (int id = 1; id <= 50; id++) {
                assertThat(connection.receive().getRequestId()).isEqualTo(id);
            }
        }
    }

    @Test
    void a_cut_ends_connections_and_lets_new_ones_in() throws IOException {
        try (WireConnection connection = WireConnection.open(proxy.port(), PATIENCE)) {
            proxy.cutAll();
            assertThatThrownBy(connection::receive).isInstanceOfAny(EOFException.class, IOException.class);
        }
        try (WireConnection connection = WireConnection.open(proxy.port(), PATIENCE)) {
            assertThat(connection.put("k", "v").hasPut()).isTrue();
        }
        assertThat(proxy.counts().cutConnections()).isEqualTo(1);
    }

    @Test
    void one_way_silence_holds_frames_back_until_it_is_healed() throws IOException {
        try (WireConnection connection = WireConnection.open(proxy.port(), PATIENCE)) {
            proxy.silenceTowardsClient();
            CompletableFuture<Long> revision = CompletableFuture.supplyAsync(() -> put(connection));
            await().atMost(PATIENCE).until(() -> member.requests() == 1);
            assertThat(revision).isNotDone();
            proxy.heal();
            assertThat(revision).succeedsWithin(PATIENCE).isEqualTo(1L);

            proxy.silenceTowardsMember();
            CompletableFuture<Long> next = CompletableFuture.supplyAsync(() -> put(connection));
            assertThat(member.requests()).isEqualTo(1);
            proxy.heal();
            assertThat(next).succeedsWithin(PATIENCE).isEqualTo(2L);
        }
    }

    @Test
    void a_member_that_is_down_looks_down() throws IOException {
        member.close();
        // Its port is anybody's from now on, also of the very connection that is tried: then once more.
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThatThrownBy(() -> {
                            try (WireConnection open = WireConnection.open(proxy.port(), SHORT)) {
                                open.put("k", "v");
                            }
                        })
                        .isInstanceOf(IOException.class));
    }

    private static long put(WireConnection connection) {
        try {
            return connection.put("k", "v").getPut().getRevision();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static Request putRequest(long id) {
        return Request.newBuilder()
                .setRequestId(id)
                .setPut(PutRequest.getDefaultInstance())
                .build();
    }
}
