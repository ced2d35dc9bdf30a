package io.ratiskv.jepsen;

import static io.ratiskv.jepsen.Scenario.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.protobuf.ByteString;
import io.ratiskv.client.KvClient;
import io.ratiskv.jepsen.cluster.ClusterSpec;
import io.ratiskv.jepsen.cluster.LocalCluster;
import io.ratiskv.jepsen.cluster.Member;
import io.ratiskv.jepsen.cluster.Poll;
import io.ratiskv.jepsen.cluster.ServerCommand;
import io.ratiskv.jepsen.wire.Frames;
import io.ratiskv.jepsen.wire.WireConnection;
import io.ratiskv.protocol.Consistency;
import io.ratiskv.protocol.RangeRequest;
import io.ratiskv.protocol.Request;
import io.ratiskv.protocol.Response;
import io.ratiskv.protocol.StatusResponse;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A leader stands still while the others elect and write; then it is asked. Half of the questions wait in its sockets
 * already when it wakes up, so that it answers them before it can have heard of the new leader.
 */
class PausedLeaderIT {
    private static final int ROUNDS = 3;

    /** The sabotaged leader answers falsely in about every second round. */
    private static final int SABOTAGED_ROUNDS_MAX = 18;

    private static final int READS_WAITING = 50;
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(15);

    @Test
    void a_leader_that_was_paused_never_answers_with_an_old_value() throws IOException {
        try (LocalCluster cluster = LocalCluster.start(spec("paused-leader"));
                Scenario scenario = new Scenario()) {
            KvClient client = scenario.client(cluster);
            int answered = 0;
            for (int round = 1; round <= ROUNDS; round++) {
                Reads reads = pauseAndRead(cluster, client, round);
                assertThat(reads.stale).as("stale reads in round %d", round).isZero();
                answered += reads.fresh;
            }
            assertThat(answered).as("reads that were answered at all").isPositive();
        }
    }

    // The kill matrix has the same sabotage.
    @Tag("soak")
    @Test
    void with_the_read_of_ratis_in_its_place_old_values_are_seen() throws IOException {
        assumeTrue(
                ServerCommand.exists(ServerCommand.SABOTAGED_MAIN),
                "no server that can be sabotaged on the class path");
        try (LocalCluster cluster =
                        LocalCluster.prepare(spec("paused-leader-ratis-read").sabotage("ratis-read"));
                Scenario scenario = new Scenario()) {
            // Not LocalCluster.start: without our barrier only the leader serves linearizable reads.
            cluster.members().forEach(Member::start);
            KvClient client = scenario.client(cluster);
            int stale = 0;
            for (int round = 1; round <= SABOTAGED_ROUNDS_MAX && stale == 0; round++) {
                stale += pauseAndRead(cluster, client, round).stale;
            }
            assertThat(stale).as("stale reads").isPositive();
        }
    }

    private static ClusterSpec spec(String name) {
        return Scenario.spec(name)
                .setting("raft.election-timeout-min", "500ms")
                .setting("raft.election-timeout-max", "1s");
    }

    private record Reads(int fresh, int refused, int stale) {
        Reads plus(Response answer, String expected) {
            if (!answer.hasRange()) {
                return new Reads(fresh, refused + 1, stale);
            }
            boolean found = answer.getRange().getKvsCount() == 1
                    && answer.getRange().getKvs(0).getValue().toStringUtf8().equals(expected);
            return new Reads(fresh + (found ? 1 : 0), refused, stale + (found ? 0 : 1));
        }
    }

    private static Reads pauseAndRead(LocalCluster cluster, KvClient client, int round) throws IOException {
        client.put("x", "old " + round);
        Member old = cluster.awaitLeader(PATIENCE);
        Reads reads = new Reads(0, 0, 0);
        try (WireConnection connection = old.connect(ANSWER_TIMEOUT)) {
            // One read that the leader has confirmed: what Ratis' own read then takes for a promise for ever.
            assertThat(connection.get("x", Consistency.LINEARIZABLE).hasRange()).isTrue();
            old.process().pause();
            Member next = cluster.awaitLeaderOtherThan(old, PATIENCE);
            assertThat(next).isNotSameAs(old);
            client.put("x", "new " + round);
            for (int i = 0; i < READS_WAITING; i++) {
                connection.sendRaw(Frames.frame(read(1_000 + i)));
            }
            old.process().resume();
            for (int i = 0; i < READS_WAITING; i++) {
                reads = reads.plus(connection.receive(), "new " + round);
            }
            for (int i = 0; i < READS_WAITING; i++) {
                reads = reads.plus(connection.get("x", Consistency.LINEARIZABLE), "new " + round);
            }
        } finally {
            if (old.process().isPaused()) {
                old.process().resume();
            }
        }
        Poll.until(
                old.id() + " to know that it was deposed",
                PATIENCE,
                () -> old.status().filter(status -> status.getRole() != StatusResponse.Role.LEADER));
        return reads;
    }

    private static Request read(long id) {
        return Request.newBuilder()
                .setRequestId(id)
                .setDeadlineMs(5_000)
                .setRange(RangeRequest.newBuilder().setKey(ByteString.copyFromUtf8("x")))
                .build();
    }
}
