package io.ratiskv.jepsen;

import static io.ratiskv.jepsen.Scenario.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import io.ratiskv.client.KvClient;
import io.ratiskv.jepsen.cluster.LocalCluster;
import io.ratiskv.jepsen.cluster.Member;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A leader that is killed is followed at once: its process cannot come back, unlike one that only stands still. */
class LeaderDeathIT {
    private static final Duration ELECTION_TIMEOUT_MIN = Duration.ofSeconds(10);

    /** The leader is heard of twice within it: no election can begin by silence before this. */
    private static final Duration SILENCE_MIN = ELECTION_TIMEOUT_MIN.dividedBy(2);

    @Test
    void a_killed_leader_is_followed_without_waiting_for_the_election_timeout() {
        try (LocalCluster cluster = LocalCluster.start(Scenario.spec("leader-death")
                        .setting("raft.election-timeout-min", ELECTION_TIMEOUT_MIN.toSeconds() + "s")
                        .setting("raft.election-timeout-max", ELECTION_TIMEOUT_MIN.toSeconds() + 1 + "s"));
                Scenario scenario = new Scenario()) {
            KvClient client = scenario.client(cluster);
            client.put("k", "before");
            Member leader = cluster.awaitLeader(PATIENCE);
            long killed = System.nanoTime();
            leader.kill();
            client.put("k", "after");
            assertThat(Duration.ofNanos(System.nanoTime() - killed)).isLessThan(SILENCE_MIN);
        }
    }
}
