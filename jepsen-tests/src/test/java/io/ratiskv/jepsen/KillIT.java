package io.ratiskv.jepsen;

import static io.ratiskv.jepsen.Scenario.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ratiskv.client.KvClient;
import io.ratiskv.jepsen.cluster.LocalCluster;
import io.ratiskv.jepsen.cluster.Member;
import io.ratiskv.jepsen.workload.LedgerWorkload;
import io.ratiskv.jepsen.workload.RegisterWorkload;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class KillIT {
    private static final int WRITES = 100;

    // Every run with process faults does the same, SmokeIT among them.
    @Tag("soak")
    @Test
    void kill_nine_of_the_leader_and_of_a_follower_under_load_loses_nothing_that_was_acknowledged() {
        try (LocalCluster cluster = LocalCluster.start(Scenario.spec("kill-one"));
                Scenario scenario = new Scenario()) {
            List<KvClient> clients = scenario.clients(cluster, 3);
            RegisterWorkload registers = RegisterWorkload.start(clients, 4, 3, 1);
            LedgerWorkload ledger = LedgerWorkload.start("ledger/", clients, 4);
            Member leader = cluster.awaitLeader(PATIENCE);
            for (Member victim : cluster.members().stream()
                    .sorted((a, b) -> Boolean.compare(b == leader, a == leader))
                    .limit(2)
                    .toList()) {
                awaitMore(ledger);
                victim.kill();
                awaitMore(ledger);
                victim.start();
                cluster.awaitServing(victim, PATIENCE);
            }
            ledger.stop();
            Scenario.assertLinearizable(registers.stop(), cluster);
            assertThat(ledger.verify(clients.get(0))).as(ledger.summary()).isEmpty();
            cluster.awaitSameState(PATIENCE);
        }
    }

    @Tag("soak")
    @Test
    void kill_nine_of_all_members_at_once_loses_nothing_that_was_acknowledged() {
        try (LocalCluster cluster = LocalCluster.start(Scenario.spec("kill-all"));
                Scenario scenario = new Scenario()) {
            List<KvClient> clients = scenario.clients(cluster, 3);
            RegisterWorkload registers = RegisterWorkload.start(clients, 4, 3, 2);
            LedgerWorkload ledger = LedgerWorkload.start("ledger/", clients, 4);
            for (int round = 0; round < 2; round++) {
                awaitMore(ledger);
                cluster.members().parallelStream().forEach(Member::kill);
                cluster.members().forEach(Member::start);
                cluster.awaitServing(PATIENCE);
            }
            awaitMore(ledger);
            ledger.stop();
            Scenario.assertLinearizable(registers.stop(), cluster);
            assertThat(ledger.verify(clients.get(0))).as(ledger.summary()).isEmpty();
            cluster.awaitSameState(PATIENCE);
        }
    }

    @Test
    void a_single_member_killed_under_load_loses_nothing_that_was_acknowledged() {
        try (LocalCluster cluster =
                        LocalCluster.start(Scenario.spec("kill-single").members(1));
                Scenario scenario = new Scenario()) {
            List<KvClient> clients = scenario.clients(cluster, 2);
            LedgerWorkload ledger = LedgerWorkload.start("ledger/", clients, 4);
            Member only = cluster.member("n1");
            for (int round = 0; round < 2; round++) {
                awaitMore(ledger);
                only.kill();
                only.start();
                cluster.awaitServing(PATIENCE);
            }
            ledger.stop();
            assertThat(ledger.verify(clients.get(0))).as(ledger.summary()).isEmpty();
        }
    }

    private static void awaitMore(LedgerWorkload ledger) {
        int now = ledger.acknowledged();
        await().atMost(PATIENCE).until(() -> ledger.acknowledged() > now + WRITES);
    }
}
