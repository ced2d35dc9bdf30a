package io.ratiskv.jepsen;

import static io.ratiskv.jepsen.Scenario.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.ratiskv.client.KvClient;
import io.ratiskv.client.MembershipChange;
import io.ratiskv.client.MembershipException;
import io.ratiskv.jepsen.cluster.Directories;
import io.ratiskv.jepsen.cluster.LocalCluster;
import io.ratiskv.jepsen.cluster.Member;
import io.ratiskv.jepsen.workload.LedgerWorkload;
import io.ratiskv.protocol.StatusResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Who is in the cluster, with real processes: n1 to n3 form it, others are started to be taken in. */
class MembershipIT {
    private static final Duration LONG = PATIENCE.multipliedBy(2);

    @Test
    void three_members_become_five_and_three_again_while_everybody_writes() {
        try (LocalCluster cluster = cluster("three-five-three", 5);
                Scenario scenario = new Scenario()) {
            List<KvClient> clients = scenario.clients(cluster, 2);
            LedgerWorkload ledger = LedgerWorkload.start("ledger/", clients, 2);
            KvClient admin = clients.get(0);

            assertThat(admin.admin().change(adding(cluster.member("n4")))).isTrue();
            assertThat(admin.admin().change(adding(cluster.member("n5")))).isTrue();
            assertThat(admin.admin().change(adding(cluster.member("n5")))).isFalse();
            assertThat(names(admin)).containsExactlyInAnyOrder("n1", "n2", "n3", "n4", "n5");

            Member leader = cluster.awaitLeader(PATIENCE);
            Member other = cluster.members().stream()
                    .filter(m -> m != leader && !m.id().equals("n5"))
                    .findFirst()
                    .orElseThrow();
            other.kill();
            for (Member leaving : List.of(leader, other)) {
                assertThat(admin.admin().change(MembershipChange.remove(leaving.id())))
                        .isTrue();
                assertThat(admin.admin().change(MembershipChange.remove(leaving.id())))
                        .isFalse();
            }
            assertThat(names(admin)).hasSize(3).doesNotContain(leader.id(), other.id());
            assertThat(leader.process().awaitExit(PATIENCE)).isEqualTo(OptionalInt.of(0));

            int before = ledger.acknowledged();
            await("the three that are left to go on").atMost(PATIENCE).until(() -> ledger.acknowledged() > before + 50);
            ledger.stop();
            assertThat(ledger.verify(admin)).as(ledger.summary()).isEmpty();
        }
    }

    @Test
    void a_leader_that_lost_its_disk_is_taken_in_again_by_itself_as_another_life() {
        try (LocalCluster cluster = cluster("wiped-leader", 3);
                Scenario scenario = new Scenario()) {
            KvClient client = scenario.client(cluster);
            client.put("kept", "yes");
            Member leader = cluster.awaitLeader(PATIENCE);
            Map<String, String> lives = lives(leader);

            leader.killAndWipe();
            leader.start();
            cluster.awaitServing(leader, LONG);
            cluster.awaitSameState(LONG);

            Map<String, String> after = lives(leader);
            assertThat(after.get(leader.id())).isNotEqualTo(lives.get(leader.id()));
            after.remove(leader.id());
            assertThat(lives).containsAllEntriesOf(after);
            assertThat(client.get("kept").orElseThrow().valueText()).isEqualTo("yes");
        }
    }

    @Test
    @Tag("soak")
    void one_that_lost_its_disk_does_not_help_to_forget_what_it_had_acknowledged() {
        try (LocalCluster cluster = cluster("wiped-voter", 3);
                Scenario scenario = new Scenario()) {
            KvClient client = scenario.client(cluster);
            client.put("first", "1");
            Member leader = cluster.awaitLeader(PATIENCE);
            List<Member> followers =
                    cluster.members().stream().filter(m -> m != leader).toList();
            Member behind = followers.get(0);
            Member wiped = followers.get(1);
            behind.process().pause();
            client.put("acknowledged", "by two");
            leader.kill();
            wiped.killAndWipe();
            behind.process().resume();
            wiped.start();

            // The only one that knows the write is away: nobody may lead until it is back.
            await("nobody to lead without the write")
                    .during(Duration.ofSeconds(10))
                    .atMost(LONG)
                    .until(() -> !leads(behind) && !leads(wiped));

            leader.start();
            cluster.awaitServing(LONG);
            assertThat(client.get("acknowledged").orElseThrow().valueText()).isEqualTo("by two");
            cluster.awaitSameState(LONG);
        }
    }

    @Test
    void a_member_with_an_older_copy_of_its_disk_does_not_use_it_and_is_filled_anew_by_itself() {
        try (LocalCluster cluster = cluster("older-disk", 3);
                Scenario scenario = new Scenario()) {
            KvClient client = scenario.client(cluster);
            client.put("before", "1");
            Member member = cluster.follower();
            Map<String, String> lives = lives(member);
            member.kill();
            Path copy = member.dataDirectory().resolveSibling("copy");
            Directories.copy(member.dataDirectory(), copy);
            member.start();
            cluster.awaitServing(member, LONG);
            client.put("after", "2");
            cluster.awaitSameState(LONG);

            member.killAndWipe();
            Directories.copy(copy, member.dataDirectory());
            member.start();
            cluster.awaitServing(member, LONG);

            assertThat(member.process().log()).contains("is older than what this member has promised");
            await("a new life of " + member.id())
                    .atMost(LONG)
                    .until(() -> !lives(member).get(member.id()).equals(lives.get(member.id())));
            cluster.awaitSameState(LONG);
        }
    }

    @Test
    void members_that_start_late_and_in_any_order_form_one_cluster() {
        try (LocalCluster cluster = prepared("any-order", 3);
                Scenario scenario = new Scenario()) {
            cluster.member("n3").start();
            await("n3 to have an identity")
                    .atMost(PATIENCE)
                    .until(() ->
                            Files.exists(cluster.member("n3").dataDirectory().resolve("member.properties")));
            cluster.member("n1").start();
            cluster.member("n3").kill();
            cluster.member("n2").start();
            cluster.member("n3").killAndWipe();
            cluster.member("n3").start();
            cluster.awaitServing(LONG);

            assertThat(lives(cluster.member("n1")))
                    .isEqualTo(lives(cluster.member("n2")))
                    .isEqualTo(lives(cluster.member("n3")))
                    .hasSize(3);
        }
    }

    @Test
    void a_member_moves_to_another_place_and_one_that_was_removed_comes_back_when_it_is_added() {
        try (LocalCluster cluster = cluster("replaced", 4);
                Scenario scenario = new Scenario()) {
            KvClient client = scenario.client(cluster);
            client.put("kept", "yes");
            Member elsewhere = cluster.member("n4");
            Member moving = cluster.members().stream()
                    .filter(m -> m != elsewhere && m != cluster.awaitLeader(PATIENCE))
                    .findFirst()
                    .orElseThrow();
            // The process at n4's place is started anew under the other's name.
            moving.kill();
            elsewhere.killAndWipe();
            elsewhere.set("member.id", moving.id()).start();
            MembershipChange move =
                    MembershipChange.replace(moving.id(), elsewhere.raftEndpoint(), elsewhere.endpoint());
            await("the process elsewhere to answer")
                    .atMost(LONG)
                    .ignoreExceptions()
                    .until(() -> {
                        client.admin().change(move);
                        return true;
                    });
            assertThat(client.admin().change(move)).isFalse();
            cluster.awaitServing(elsewhere, LONG);

            assertThat(client.admin().change(MembershipChange.remove(moving.id())))
                    .isTrue();
            assertThat(elsewhere.process().awaitExit(PATIENCE)).isEqualTo(OptionalInt.of(0));
            elsewhere.start();
            MembershipChange again = MembershipChange.add(moving.id(), elsewhere.raftEndpoint(), elsewhere.endpoint());
            await("the removed one to answer")
                    .atMost(LONG)
                    .ignoreExceptions()
                    .until(() -> client.admin().change(again));
            cluster.awaitServing(elsewhere, LONG);
        }
    }

    @Test
    void a_member_that_was_removed_while_it_was_down_is_added_again_with_the_log_that_it_has() {
        try (LocalCluster cluster = cluster("added-again", 3);
                Scenario scenario = new Scenario()) {
            KvClient client = scenario.client(cluster);
            client.put("before", "the snapshot");
            Member away = cluster.follower();
            client.admin().snapshot(cluster.awaitLeader(PATIENCE).endpoint());
            client.put("behind", "the snapshot");
            cluster.awaitSameState(LONG);
            String life = lives(away).get(away.id());
            away.kill();
            // Without its store it does not know how much of its log was committed.
            Directories.delete(away.dataDirectory().resolve("store"));
            assertThat(client.admin().change(MembershipChange.remove(away.id())))
                    .isTrue();
            away.start();

            await("the removed one to answer")
                    .atMost(LONG)
                    .ignoreExceptions()
                    .until(() -> client.admin().change(adding(away)));

            cluster.awaitServing(away, LONG);
            cluster.awaitSameState(LONG);
            assertThat(lives(away)).containsEntry(away.id(), life);
        }
    }

    @Test
    void what_would_not_be_safe_is_refused_with_what_to_do_instead() {
        try (LocalCluster cluster = cluster("refused-changes", 3);
                Scenario scenario = new Scenario()) {
            KvClient client = scenario.client(cluster);
            Member leader = cluster.awaitLeader(PATIENCE);
            Member dead = cluster.follower();

            refused(
                    client,
                    MembershipChange.add("n9", "127.0.0.1:1", "127.0.0.1:2"),
                    MembershipException.Reason.UNREACHABLE);
            refused(
                    client,
                    MembershipChange.add("n9", leader.raftEndpoint(), "127.0.0.1:2"),
                    MembershipException.Reason.ADDRESS_TAKEN);
            refused(
                    client,
                    MembershipChange.add(leader.id(), "127.0.0.1:1", "127.0.0.1:2"),
                    MembershipException.Reason.NAME_TAKEN);
            refused(client, MembershipChange.moveLeader("n9"), MembershipException.Reason.NOT_A_MEMBER);
            dead.kill();
            refused(client, MembershipChange.moveLeader(dead.id()), MembershipException.Reason.UNREACHABLE);
            Member alive = cluster.members().stream()
                    .filter(m -> m != dead && m != leader)
                    .findFirst()
                    .orElseThrow();
            refused(client, MembershipChange.remove(alive.id()), MembershipException.Reason.QUORUM);
            assertThat(client.admin().change(MembershipChange.remove(dead.id())))
                    .isTrue();
            assertThat(client.admin().change(MembershipChange.remove(alive.id())))
                    .isTrue();
            refused(client, MembershipChange.remove(leader.id()), MembershipException.Reason.LAST_VOTER);
        }
    }

    /** n1 to n3 form the cluster and serve; whoever else there is has started, and waits to be added. */
    private static LocalCluster cluster(String name, int members) {
        LocalCluster cluster = prepared(name, members);
        try {
            cluster.members().forEach(Member::start);
            for (Member member : cluster.members().subList(0, 3)) {
                cluster.awaitServing(member, LONG);
            }
            return cluster;
        } catch (RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    private static LocalCluster prepared(String name, int members) {
        return LocalCluster.prepare(
                Scenario.spec("membership-" + name).members(members).founders(3));
    }

    private static void refused(KvClient client, MembershipChange change, MembershipException.Reason reason) {
        assertThatThrownBy(() -> client.admin().change(change))
                .isInstanceOfSatisfying(
                        MembershipException.class,
                        e -> assertThat(e.reason()).as(e.getMessage()).isEqualTo(reason));
    }

    private static MembershipChange adding(Member member) {
        return MembershipChange.add(member.id(), member.raftEndpoint(), member.endpoint());
    }

    private static List<String> names(KvClient client) {
        return client.admin().members().stream()
                .map(io.ratiskv.client.Member::id)
                .sorted(Comparator.naturalOrder())
                .toList();
    }

    private static Map<String, String> lives(Member member) {
        Optional<StatusResponse> status = member.status();
        return status.orElseThrow().getMembersList().stream()
                .collect(Collectors.toMap(
                        io.ratiskv.protocol.Member::getId, io.ratiskv.protocol.Member::getIncarnation));
    }

    private static boolean leads(Member member) {
        return member.status()
                .filter(s -> s.getRole() == StatusResponse.Role.LEADER)
                .isPresent();
    }
}
