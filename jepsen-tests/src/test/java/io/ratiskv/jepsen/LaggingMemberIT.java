package io.ratiskv.jepsen;

import static io.ratiskv.jepsen.Scenario.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ratiskv.client.KvClient;
import io.ratiskv.client.Put;
import io.ratiskv.jepsen.cluster.ClusterSpec;
import io.ratiskv.jepsen.cluster.LocalCluster;
import io.ratiskv.jepsen.cluster.Member;
import io.ratiskv.jepsen.fault.FileDamage;
import io.ratiskv.jepsen.workload.CounterWorkload;
import io.ratiskv.jepsen.workload.LedgerWorkload;
import io.ratiskv.protocol.HashResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class LaggingMemberIT {
    /** Fills the smallest log segment (8 MiB) more than twice. */
    private static final int LARGE_VALUES = 80;

    private static final int LARGE_BYTES = 256 * 1024;

    private static final Duration LONG_AWAY = Duration.ofSeconds(20);

    @Test
    void a_follower_wiped_while_nobody_writes_becomes_whole_again_from_the_log() {
        try (LocalCluster cluster = LocalCluster.start(Scenario.spec("wiped-idle"));
                Scenario scenario = new Scenario()) {
            KvClient client = scenario.client(cluster);
            for (int i = 0; i < 50; i++) {
                client.put("k" + i, "v" + i);
            }
            HashResponse before = cluster.awaitSameState(PATIENCE);
            Member follower = cluster.follower();
            follower.killAndWipe();
            follower.start();
            HashResponse after = cluster.awaitSameState(PATIENCE);
            assertThat(after.getRevision()).isEqualTo(before.getRevision());
        }
    }

    @Test
    @Tag("soak")
    void a_member_that_was_away_for_long_while_others_wrote_comes_back_empty_and_becomes_whole() {
        try (LocalCluster cluster = LocalCluster.start(Scenario.spec("wiped-long-away"));
                Scenario scenario = new Scenario()) {
            List<KvClient> clients = scenario.clients(cluster, 2);
            Member follower = cluster.follower();
            follower.killAndWipe();
            // So long that the leader has failed to reach it about a hundred times.
            LedgerWorkload ledger = LedgerWorkload.start("ledger/", clients, 2);
            long until = System.nanoTime() + LONG_AWAY.toNanos();
            await().atMost(LONG_AWAY.multipliedBy(2)).until(() -> System.nanoTime() - until >= 0);
            follower.start();
            cluster.awaitServing(follower, PATIENCE);
            ledger.stop();
            assertThat(ledger.verify(clients.get(0))).as(ledger.summary()).isEmpty();
            cluster.awaitSameState(PATIENCE);
        }
    }

    @Test
    void a_member_whose_log_the_others_no_longer_have_gets_a_snapshot_idle_and_under_load() throws IOException {
        try (LocalCluster cluster = LocalCluster.start(shortLog("snapshot-install"));
                Scenario scenario = new Scenario()) {
            List<KvClient> clients = scenario.clients(cluster, 2);
            CounterWorkload.Result before = new CounterWorkload("counter", clients, 4).run(100);
            assertThat(before.problems()).isEmpty();
            fillLog(cluster, clients.get(0));
            HashResponse state = cluster.awaitSameState(PATIENCE);

            // Wiped while nobody writes.
            Member wiped = cluster.follower();
            wiped.killAndWipe();
            wiped.start();
            assertThat(cluster.awaitSameState(PATIENCE).getHash()).isEqualTo(state.getHash());
            // It took none itself. Files of a live member may go while they are listed.
            await("snapshots of the wiped member")
                    .atMost(PATIENCE)
                    .ignoreExceptionsInstanceOf(UncheckedIOException.class)
                    .until(() -> !FileDamage.find(wiped.dataDirectory(), "MANIFEST.ratiskv")
                            .isEmpty());

            // Standing still, not killed: see the test below.
            Member lagging = cluster.follower();
            lagging.process().pause();
            fillLog(cluster, clients.get(0));
            assertComesBackUnderLoad(
                    cluster, lagging, clients, () -> lagging.process().resume());

            // Whoever leads now, sessions came with the snapshot: the same clients go on.
            Member leader = cluster.awaitLeader(PATIENCE);
            leader.kill();
            cluster.awaitLeaderOtherThan(leader, PATIENCE);
            assertThat(new CounterWorkload("counter/2", clients, 4).run(100).problems())
                    .isEmpty();
        }
    }

    /** Ratis begins to send while the member is down, and waits for 24 s for an answer before it tries again. */
    @Test
    @Tag("soak")
    void a_killed_member_whose_log_the_others_no_longer_have_gets_a_snapshot_under_load() throws IOException {
        try (LocalCluster cluster = LocalCluster.start(shortLog("snapshot-install-killed"));
                Scenario scenario = new Scenario()) {
            List<KvClient> clients = scenario.clients(cluster, 2);
            Member lagging = cluster.follower();
            lagging.kill();
            fillLog(cluster, clients.get(0));
            assertComesBackUnderLoad(cluster, lagging, clients, lagging::start);
        }
    }

    private static void assertComesBackUnderLoad(
            LocalCluster cluster, Member lagging, List<KvClient> clients, Runnable back) {
        LedgerWorkload ledger = LedgerWorkload.start("ledger/", clients, 4);
        back.run();
        cluster.awaitServing(lagging, PATIENCE);
        ledger.stop();
        assertThat(ledger.verify(clients.get(0))).as(ledger.summary()).isEmpty();
        cluster.awaitSameState(PATIENCE);
    }

    private static ClusterSpec shortLog(String name) {
        return Scenario.spec(name).setting("raft.log-segment-bytes", "8MiB").setting("raft.log-preserved-entries", "0");
    }

    /** Writes more than two segments, then lets live members take snapshots, after which they drop the log before. */
    private static void fillLog(LocalCluster cluster, KvClient client) throws IOException {
        byte[] value = new byte[LARGE_BYTES];
        for (int i = 0; i < LARGE_VALUES; i++) {
            client.put(Put.of("large/" + i % 20, value));
        }
        for (Member member : cluster.members()) {
            if (member.process().isAlive() && !member.process().isPaused()) {
                assertThat(member.takeSnapshot(PATIENCE)).isPositive();
            }
        }
    }
}
