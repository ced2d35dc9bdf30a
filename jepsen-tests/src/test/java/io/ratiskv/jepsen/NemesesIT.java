package io.ratiskv.jepsen;

import static io.ratiskv.jepsen.Scenario.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ratiskv.client.KvClient;
import io.ratiskv.jepsen.cluster.ClusterSpec;
import io.ratiskv.jepsen.cluster.LocalCluster;
import io.ratiskv.jepsen.nemesis.Nemeses;
import io.ratiskv.jepsen.nemesis.Nemesis;
import io.ratiskv.jepsen.nemesis.Pace;
import io.ratiskv.jepsen.nemesis.Schedule;
import io.ratiskv.jepsen.nemesis.Timeline;
import io.ratiskv.jepsen.workload.LedgerWorkload;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Each fault is really there, the cluster serves after it, and nothing that was acknowledged is lost. */
class NemesesIT {
    private static final Duration LASTS = Duration.ofSeconds(2);

    @Test
    void a_few_of_every_sort_are_there_and_end() {
        tryEach(
                spec("nemeses-few"),
                "kill-leader,partition-leader,net-duplicate,clock-step,power-cut,proxy-lossy,move-leader");
    }

    @Test
    void compaction_is_done_whoever_is_asked_first() {
        try (LocalCluster cluster = LocalCluster.start(Scenario.spec("nemeses-compact"));
                Scenario scenario = new Scenario()) {
            Nemesis compact = Nemeses.of(cluster).named("compact");
            KvClient client = scenario.client(cluster);
            for (int seed = 0; seed < 5; seed++) {
                client.put("compacted", Integer.toString(seed));
                String what = compact.begin(new Random(seed));
                compact.end();
                assertThat(compact.evidence()).as(what).isPresent();
            }
        }
    }

    @Test
    @Tag("soak")
    void every_kind_that_this_machine_offers_is_there_and_ends() {
        tryEach(spec("nemeses-all"), "all");
    }

    @Test
    @Tag("soak")
    void whoever_has_got_another_ones_address_does_not_pass_for_it() {
        tryEach(Scenario.spec("nemeses-taken-address").members(5), "taken-address");
    }

    @Test
    @Tag("soak")
    void two_minutes_of_any_faults_lose_nothing() {
        try (LocalCluster cluster = LocalCluster.start(spec("nemeses-mixed"));
                Scenario scenario = new Scenario()) {
            Nemeses nemeses = Nemeses.of(cluster);
            List<KvClient> clients = scenario.clients(cluster, 2);
            LedgerWorkload ledger = LedgerWorkload.start("ledger/", clients, 4);
            Timeline timeline = new Timeline(System.nanoTime());
            try (Schedule schedule = Schedule.start(nemeses.available(), Pace.BRISK, 1, timeline, nemeses::heal)) {
                LockSupport.parkNanos(TimeUnit.MINUTES.toNanos(2));
            }
            assertThat(timeline.problems()).isEmpty();
            awaitMore(ledger);
            ledger.stop();
            assertThat(ledger.verify(clients.get(0))).as(ledger.summary()).isEmpty();
            cluster.awaitSameState(PATIENCE);
        }
    }

    private static ClusterSpec spec(String name) {
        return Scenario.spec(name).everyFault(1);
    }

    private static void tryEach(ClusterSpec spec, String faults) {
        try (LocalCluster cluster = LocalCluster.start(spec);
                Scenario scenario = new Scenario()) {
            Nemeses nemeses = Nemeses.of(cluster);
            List<KvClient> clients = scenario.clients(cluster, 2);
            LedgerWorkload ledger = LedgerWorkload.start("ledger/", clients, 4);
            awaitMore(ledger);
            for (Nemesis nemesis : nemeses.select(faults)) {
                if (nemesis.unavailable().isEmpty()) {
                    tryOne(nemesis, cluster, ledger);
                }
            }
            nemeses.heal();
            ledger.stop();
            assertThat(ledger.verify(clients.get(0))).as(ledger.summary()).isEmpty();
            cluster.awaitSameState(PATIENCE);
        }
    }

    private static void tryOne(Nemesis nemesis, LocalCluster cluster, LedgerWorkload ledger) {
        String what;
        try {
            what = nemesis.begin(new Random(7));
            LockSupport.parkNanos(LASTS.toNanos());
        } finally {
            nemesis.end();
        }
        assertThat(nemesis.evidence()).as(nemesis.name() + ": " + what).isPresent();
        cluster.awaitServing(PATIENCE);
        awaitMore(ledger);
    }

    private static void awaitMore(LedgerWorkload ledger) {
        int now = ledger.acknowledged();
        await().atMost(PATIENCE).until(() -> ledger.acknowledged() > now + 20);
    }
}
