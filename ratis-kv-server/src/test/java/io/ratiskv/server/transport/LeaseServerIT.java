package io.ratiskv.server.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.ratiskv.protocol.ErrorCode;
import io.ratiskv.protocol.LeaseGrantRequest;
import io.ratiskv.protocol.LeaseTimeToLiveRequest;
import io.ratiskv.protocol.PutRequest;
import io.ratiskv.protocol.RangeRequest;
import io.ratiskv.protocol.Request;
import io.ratiskv.protocol.Response;
import io.ratiskv.protocol.StatusRequest;
import io.ratiskv.protocol.StatusResponse;
import io.ratiskv.server.KvServer;
import io.ratiskv.server.ServerParts;
import io.ratiskv.server.config.ServerConfig;
import io.ratiskv.server.fakes.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.util.ExitUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three members over real Ratis, otherwise idle: who ends a lease, and what followers know of its time. */
class LeaseServerIT {
    private static final int MEMBERS = 3;
    private static final long TTL_MS = 3_000;

    @TempDir
    Path root;

    private final List<KvServer> servers = new ArrayList<>();
    private final List<RawClient> clients = new ArrayList<>();
    private long requests = 1;

    @BeforeEach
    void start_three_members() throws Exception {
        ExitUtils.disableSystemExit();
        List<Integer> ports = FreePorts.free(2 * MEMBERS);
        List<String> peers = new ArrayList<>();
        for (int i = 0; i < MEMBERS; i++) {
            peers.add("n" + i + "=127.0.0.1:" + ports.get(2 * i) + "/127.0.0.1:" + ports.get(2 * i + 1));
        }
        for (int i = 0; i < MEMBERS; i++) {
            String[] flags = {
                "--member.id=n" + i,
                "--cluster.id=test",
                "--member.data-directory=" + root.resolve("n" + i),
                "--cluster.peers=" + String.join(",", peers),
            };
            servers.add(KvServer.start(ServerConfig.parse(flags, Map.of()), ServerParts.STANDARD, (sentence, cause) -> {
                throw new AssertionError(sentence, cause);
            }));
            clients.add(new RawClient(new InetSocketAddress(InetAddress.getLoopbackAddress(), ports.get(2 * i + 1)))
                    .greeted());
        }
    }

    @AfterEach
    void stop_them() throws Exception {
        for (RawClient client : clients) {
            client.close();
        }
        for (KvServer server : servers) {
            server.close();
        }
    }

    @Test
    void an_idle_leader_ends_a_lease_and_a_follower_tells_before_how_long_it_lives_at_least() throws Exception {
        await().atMost(Duration.ofSeconds(30)).until(() -> leader() >= 0);
        RawClient leader = clients.get(leader());
        RawClient follower = clients.get((leader() + 1) % MEMBERS);
        long granted = System.nanoTime();
        Response grant = ask(
                leader,
                Request.newBuilder()
                        .setLeaseGrant(LeaseGrantRequest.newBuilder().setTtlMs(TTL_MS)));
        long id = grant.getLeaseGrant().getId();
        long revision = ask(
                        leader,
                        Request.newBuilder()
                                .setPut(PutRequest.newBuilder()
                                        .setKey(ByteString.copyFromUtf8("a"))
                                        .setLease(id)))
                .getPut()
                .getRevision();
        assertThat(status(leader).getLeases()).isEqualTo(1);

        // What is left and the newest stamp add up to the deadline, unless time is told that no stamp tells yet.
        long least = Long.MAX_VALUE;
        long most = Long.MIN_VALUE;
        long safeUntil = granted + TimeUnit.MILLISECONDS.toNanos(TTL_MS);
        while (true) {
            long asked = System.nanoTime();
            Response answer = ask(
                    follower,
                    Request.newBuilder()
                            .setLeaseTimeToLive(LeaseTimeToLiveRequest.newBuilder()
                                    .setId(id)
                                    .setKeys(true)));
            if (answer.hasError()) {
                assertThat(answer.getError().getCode()).isEqualTo(ErrorCode.LEASE_NOT_FOUND);
                break;
            }
            long remaining = answer.getLeaseTimeToLive().getLease().getRemainingMs();
            long deadline = remaining + status(follower).getLogTimeMs();
            least = Math.min(least, deadline);
            most = Math.max(most, deadline);
            safeUntil = Math.max(safeUntil, asked + TimeUnit.MILLISECONDS.toNanos(remaining));
            assertThat(answer.getLeaseTimeToLive().getKeysList()).containsExactly(ByteString.copyFromUtf8("a"));
        }
        assertThat(System.nanoTime() - safeUntil)
                .as("nanoseconds after what was promised")
                .isNotNegative();
        assertThat(most - least)
                .as("milliseconds that a follower knew of before a stamp told it")
                .isGreaterThan(100);
        for (RawClient member : clients) {
            Response range = ask(
                    member,
                    Request.newBuilder().setRange(RangeRequest.newBuilder().setKey(ByteString.copyFromUtf8("a"))));
            assertThat(range.getRange().getKvsCount()).isZero();
            assertThat(range.getRange().getRevision()).isEqualTo(revision + 1);
            assertThat(status(member).getLeases()).isZero();
        }
    }

    private int leader() throws IOException {
        for (int i = 0; i < MEMBERS; i++) {
            if (status(clients.get(i)).getRole() == StatusResponse.Role.LEADER) {
                return i;
            }
        }
        return -1;
    }

    private StatusResponse status(RawClient client) throws IOException {
        return ask(client, Request.newBuilder().setStatus(StatusRequest.getDefaultInstance()))
                .getStatus();
    }

    private Response ask(RawClient client, Request.Builder request) throws IOException {
        return client.ask(request.setRequestId(++requests));
    }
}
