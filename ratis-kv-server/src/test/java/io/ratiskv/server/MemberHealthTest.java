package io.ratiskv.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratiskv.server.admin.Check;
import io.ratiskv.server.propose.LogStatus;
import io.ratiskv.server.propose.LogStatus.Role;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemberHealthTest {
    private final FakeFacts facts = new FakeFacts();
    private final MemberHealth health = new MemberHealth(facts, 10);

    @Test
    void a_follower_that_knows_its_leader_and_keeps_up_is_alive_and_ready() {
        assertThat(failed(health.liveness())).isEmpty();
        assertThat(failed(health.readiness())).isEmpty();
    }

    @Test
    void people_are_told_the_leaders_name_and_not_what_raft_calls_it() {
        facts.log = standing(Role.FOLLOWER, "n2~be24a0c7d1f3", 5, 5);
        assertThat(health.readiness())
                .filteredOn(check -> check.name().equals("leader"))
                .extracting(Check::detail)
                .containsExactly("n2 leads term 1");
    }

    @Test
    void a_member_cut_off_from_all_others_lives_and_is_not_ready() {
        facts.log = standing(Role.CANDIDATE, null, 5, 5);
        for (int i = 0; i < 10 * MemberHealth.STUCK_LOOKS; i++) {
            health.look();
        }
        assertThat(failed(health.liveness())).isEmpty();
        assertThat(failed(health.readiness())).containsExactly("leader");
    }

    @Test
    void a_member_that_catches_up_lives_and_is_not_ready() {
        facts.knownCommit = 1_000_000;
        for (int i = 0; i < 10 * MemberHealth.STUCK_LOOKS; i++) {
            facts.log = standing(Role.FOLLOWER, "n2", 100 + i, 50 + i);
            health.look();
        }
        assertThat(failed(health.liveness())).isEmpty();
        assertThat(failed(health.readiness())).containsExactly("apply-lag");
    }

    @Test
    void a_member_that_lacks_what_only_others_know_to_be_committed_is_not_ready() {
        facts.log = standing(Role.FOLLOWER, "n2", 5, 5);
        facts.knownCommit = 15;
        assertThat(failed(health.readiness())).isEmpty();
        facts.knownCommit = 16;
        assertThat(failed(health.readiness())).containsExactly("apply-lag");
    }

    @Test
    void a_member_whose_applying_stands_still_while_entries_wait_is_wedged() {
        facts.log = standing(Role.FOLLOWER, "n2", 6, 5);
        health.look();
        for (int i = 1; i < MemberHealth.STUCK_LOOKS; i++) {
            health.look();
        }
        assertThat(failed(health.liveness())).isEmpty();
        health.look();
        assertThat(failed(health.liveness())).containsExactly("applying");
        facts.log = standing(Role.FOLLOWER, "n2", 6, 6);
        health.look();
        assertThat(failed(health.liveness())).isEmpty();
    }

    @Test
    void a_machine_that_slept_is_not_wedged_when_it_wakes_up() {
        facts.log = standing(Role.FOLLOWER, "n2", 6, 5);
        health.look();
        // Hours later, as far as any clock is concerned: nobody has looked meanwhile.
        health.look();
        assertThat(failed(health.liveness())).isEmpty();
    }

    @Test
    void installing_a_snapshot_takes_as_long_as_it_takes() {
        facts.log = standing(Role.FOLLOWER, "n2", 600, 5);
        facts.state = false;
        for (int i = 0; i < 10 * MemberHealth.STUCK_LOOKS; i++) {
            health.look();
        }
        assertThat(failed(health.liveness())).isEmpty();
        assertThat(failed(health.readiness())).containsExactly("store", "apply-lag");
    }

    @Test
    void a_group_that_ended_here_needs_a_restart() {
        facts.stopped = true;
        assertThat(failed(health.liveness())).containsExactly("raft-group");
    }

    @Test
    void a_configuration_without_it_keeps_clients_away_but_restarts_nothing() {
        facts.member = false;
        assertThat(failed(health.liveness())).isEmpty();
        assertThat(failed(health.readiness())).containsExactly("configuration");
    }

    @Test
    void a_member_without_space_is_ready_so_that_clients_can_delete_and_says_what_it_lacks() {
        facts.alarms = List.of("nearly full");
        assertThat(failed(health.readiness())).isEmpty();
        assertThat(health.readiness()).anyMatch(check -> check.detail().contains("nearly full"));
    }

    private static List<String> failed(List<Check> checks) {
        return checks.stream().filter(check -> !check.passed()).map(Check::name).toList();
    }

    private static LogStatus standing(Role role, String leader, long commit, long applied) {
        return new LogStatus(role, 1, false, leader, null, commit, applied);
    }

    private static final class FakeFacts implements MemberHealth.Facts {
        private LogStatus log = standing(Role.FOLLOWER, "n2", 5, 5);
        private long knownCommit = 5;
        private boolean stopped;
        private boolean member = true;
        private boolean state = true;
        private List<String> alarms = List.of();

        @Override
        public LogStatus log() {
            return log;
        }

        @Override
        public long knownCommitIndex() {
            return knownCommit;
        }

        @Override
        public boolean stopped() {
            return stopped;
        }

        @Override
        public boolean inConfiguration() {
            return member;
        }

        @Override
        public boolean hasState() {
            return state;
        }

        @Override
        public List<String> alarms() {
            return alarms;
        }
    }
}
