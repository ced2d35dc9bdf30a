package io.ratiskv.jepsen;

import static io.ratiskv.jepsen.Scenario.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ratiskv.client.KvClient;
import io.ratiskv.jepsen.cluster.ClusterSpec;
import io.ratiskv.jepsen.cluster.LocalCluster;
import io.ratiskv.jepsen.cluster.Member;
import io.ratiskv.jepsen.cluster.ServerCommand;
import io.ratiskv.jepsen.proxy.ProxyFaults;
import io.ratiskv.jepsen.proxy.ProxyFaults.Duplicates;
import io.ratiskv.jepsen.workload.CounterWorkload;
import io.ratiskv.jepsen.workload.TransactWorkload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ExactlyOnceIT {
    private static final long SEED = 20_260_101;
    private static final int INCREMENTS = 300;
    private static final int INCREMENTS_OF_EACH_WAY = 60;
    private static final int IN_FLIGHT = 8;

    @Test
    void increments_through_a_lossy_network_and_changes_of_leader_count_once() {
        try (LocalCluster cluster =
                        LocalCluster.start(Scenario.spec("exactly-once").proxied(SEED));
                Scenario scenario = new Scenario()) {
            cluster.setFaults(ProxyFaults.lossy(0.3, 0.1));
            List<KvClient> clients = scenario.clients(cluster, 5);
            CounterWorkload counter = new CounterWorkload("counter", clients, IN_FLIGHT);
            TransactWorkload transact = TransactWorkload.start("transact/", clients, 2, 1);
            CompletableFuture<CounterWorkload.Result> run =
                    CompletableFuture.supplyAsync(() -> counter.run(INCREMENTS));
            for (int kills = 1; kills <= 2; kills++) {
                int third = kills * INCREMENTS / 3;
                await().atMost(PATIENCE).until(() -> run.isDone() || counter.acknowledged() > third);
                Member leader = cluster.awaitLeader(PATIENCE);
                leader.kill();
                cluster.awaitLeaderOtherThan(leader, PATIENCE);
                leader.start();
                cluster.awaitServing(leader, PATIENCE);
            }
            CounterWorkload.Result result = run.join();
            List<String> problems = new ArrayList<>(result.problems());
            problems.addAll(transact.stop());
            assertThat(problems).as("%s, %s", result, cluster.proxyCounts()).isEmpty();
            assertThat(result.acknowledged() + result.unknown()).isEqualTo(INCREMENTS);
            assertThat(transact.applied()).isPositive();
            assertThat(cluster.proxyCounts().droppedAnswers()).isGreaterThan(INCREMENTS / 5);
            assertThat(cluster.proxyCounts().duplicatedRequests()).isGreaterThan(INCREMENTS / 20);
            cluster.setFaults(ProxyFaults.NONE);
            cluster.awaitSameState(PATIENCE);
        }
    }

    @Test
    void second_copies_that_come_late_or_on_the_same_connection_count_once() {
        try (LocalCluster cluster = LocalCluster.start(
                        Scenario.spec("duplicates").members(1).proxied(SEED));
                Scenario scenario = new Scenario()) {
            List<KvClient> clients = scenario.clients(cluster, 3);
            for (Duplicates way : Duplicates.values()) {
                cluster.setFaults(ProxyFaults.lossy(0.05, 0.5).with(way, Duration.ofMillis(100)));
                CounterWorkload.Result result =
                        new CounterWorkload("counter/" + way, clients, IN_FLIGHT).run(INCREMENTS_OF_EACH_WAY);
                assertThat(result.problems()).as("%s: %s", way, result).isEmpty();
                assertThat(result.acknowledged()).as("%s", way).isEqualTo(INCREMENTS_OF_EACH_WAY);
            }
        }
    }

    @Test
    void connections_cut_in_the_middle_of_batches_lose_and_double_nothing() {
        try (LocalCluster cluster = LocalCluster.start(Scenario.spec("cuts").proxied(SEED));
                Scenario scenario = new Scenario()) {
            List<KvClient> clients = scenario.clients(cluster, 4);
            CounterWorkload counter = new CounterWorkload("counter", clients, IN_FLIGHT);
            CompletableFuture<CounterWorkload.Result> run =
                    CompletableFuture.supplyAsync(() -> counter.run(INCREMENTS));
            int cuts = 0;
            while (!run.isDone()) {
                long before = counter.acknowledged();
                // Looked at often: all increments take half a second on a quick machine.
                await().atMost(PATIENCE)
                        .pollDelay(Duration.ZERO)
                        .pollInterval(Duration.ofMillis(2))
                        .until(() -> run.isDone() || counter.acknowledged() > before + INCREMENTS / 20);
                cluster.members().forEach(m -> m.proxy().cutAll());
                cuts++;
            }
            assertThat(run.join().problems()).as("%s", run.join()).isEmpty();
            assertThat(cuts).isGreaterThan(5);
        }
    }

    // The kill matrix has the same sabotage.
    @Tag("soak")
    @Test
    void without_the_session_table_retries_count_twice_and_that_is_seen() {
        assumeTrue(
                ServerCommand.exists(ServerCommand.SABOTAGED_MAIN),
                "no server that can be sabotaged on the class path");
        ClusterSpec spec =
                Scenario.spec("no-sessions").sabotage("no-sessions").members(1).proxied(SEED);
        try (LocalCluster cluster = LocalCluster.start(spec);
                Scenario scenario = new Scenario()) {
            cluster.setFaults(ProxyFaults.lossy(0.3, 0.1));
            List<KvClient> clients = scenario.clients(cluster, 2);
            TransactWorkload transact = TransactWorkload.start("transact/", clients, 2, 2);
            CounterWorkload.Result result = new CounterWorkload("counter", clients, IN_FLIGHT).run(200);
            assertThat(result.problems()).as("%s", result).isNotEmpty();
            assertThat(transact.stop()).isNotEmpty();
        }
    }
}
