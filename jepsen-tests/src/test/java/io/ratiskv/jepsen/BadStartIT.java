package io.ratiskv.jepsen;

import static io.ratiskv.jepsen.Scenario.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import io.ratiskv.client.KvClient;
import io.ratiskv.jepsen.cluster.LocalCluster;
import io.ratiskv.jepsen.cluster.Member;
import io.ratiskv.jepsen.cluster.Ports;
import io.ratiskv.jepsen.cluster.ServerCommand;
import io.ratiskv.jepsen.workload.LedgerWorkload;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Members that must not start say why and end; one that is told to stop does so without breaking a promise. */
class BadStartIT {
    private static final int BAD_CONFIGURATION = 2;
    private static final int NO_PORT = 3;
    private static final int BAD_DATA_DIRECTORY = 4;

    private static LocalCluster cluster;

    @BeforeAll
    static void start() {
        cluster = LocalCluster.start(Scenario.spec("bad-start"));
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @Test
    void the_directory_of_another_member_is_refused_by_name() {
        Member member = stopped();
        String own = member.dataDirectory().toString();
        Member other =
                cluster.members().stream().filter(m -> m != member).findFirst().orElseThrow();
        other.kill();
        member.set("member.data-directory", other.dataDirectory().toString());
        assertRefused(
                member, BAD_DATA_DIRECTORY, other.id(), other.dataDirectory().toString());
        member.set("member.data-directory", own);
        other.start();
        cluster.awaitServing(other, PATIENCE);
    }

    @Test
    void the_directory_of_another_cluster_is_refused_by_name() {
        Member member = stopped();
        member.set("cluster.id", "elsewhere");
        assertRefused(member, BAD_DATA_DIRECTORY, "elsewhere", cluster.clusterId());
        member.set("cluster.id", cluster.clusterId());
    }

    @Test
    void a_directory_in_use_is_refused_by_name() {
        Member running = cluster.awaitLeader(PATIENCE);
        try (Member twin = running.twin(Ports.free(1).get(0))) {
            assertRefused(twin, BAD_DATA_DIRECTORY, running.dataDirectory().toString());
        }
        cluster.awaitServing(running, PATIENCE);
    }

    @Test
    void a_client_port_that_is_taken_is_refused_by_number() throws IOException {
        Member member = stopped();
        try (ServerSocket taken = new ServerSocket(member.clientPort(), 1, InetAddress.getLoopbackAddress())) {
            assertRefused(member, NO_PORT, Integer.toString(taken.getLocalPort()));
        }
    }

    @Test
    void a_raft_port_that_is_taken_is_refused_by_number() throws IOException {
        Member member = stopped();
        try (ServerSocket taken = new ServerSocket(member.raftPort(), 1, InetAddress.getLoopbackAddress())) {
            assertRefused(member, NO_PORT, Integer.toString(taken.getLocalPort()));
        }
    }

    @Test
    void an_unknown_setting_is_refused_by_name() {
        Member member = stopped();
        ServerCommand command = member.command();
        member.set("raft.elektion", "1s");
        assertRefused(member, BAD_CONFIGURATION, "raft.elektion");
        member.startNextAs(command);
    }

    @Test
    void a_leader_that_is_told_to_stop_leaves_no_outcome_unknown() {
        cluster.members().stream().filter(m -> !m.process().isAlive()).forEach(BadStartIT::restarted);
        try (Scenario scenario = new Scenario()) {
            List<KvClient> clients = scenario.clients(cluster, 2);
            LedgerWorkload ledger = LedgerWorkload.start("drain/", clients, 4);
            Member leader = cluster.awaitLeader(PATIENCE);
            leader.process().terminate();
            assertThat(leader.process().awaitExit(PATIENCE)).hasValue(0);
            cluster.awaitLeaderOtherThan(leader, PATIENCE);
            restarted(leader);
            ledger.stop();
            assertThat(ledger.verify(clients.get(0))).as(ledger.summary()).isEmpty();
            assertThat(ledger.summary()).contains("not applied 0", "unknown 0");
        }
    }

    /** One that does not run; two are enough for the others. Tests leave it stopped, with its own settings. */
    private static Member stopped() {
        return cluster.members().stream()
                .filter(m -> !m.process().isAlive())
                .findFirst()
                .orElseGet(() -> {
                    Member member = cluster.follower();
                    member.kill();
                    return member;
                });
    }

    private static void restarted(Member member) {
        member.start();
        cluster.awaitServing(PATIENCE);
    }

    private static void assertRefused(Member member, int exitCode, String... named) {
        int before = member.process().log().length();
        member.start();
        assertThat(member.process().awaitExit(PATIENCE)).hasValue(exitCode);
        String said = member.process().log().substring(before);
        // After our own note of the command line, which names everything.
        assertThat(said.substring(said.indexOf('\n'))).contains(named).doesNotContain("\tat ");
    }
}
