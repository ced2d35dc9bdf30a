package io.ratiskv.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratiskv.server.fakes.FakeLeadership;
import io.ratiskv.server.propose.LogPosition;
import io.ratiskv.server.propose.LogStatus;
import io.ratiskv.server.propose.LogStatus.Role;
import io.ratiskv.server.read.Leadership.Peer;
import io.ratiskv.server.transport.MemberConnections.MemberUnavailableException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class LeaderLossTest {
    private static final LogPosition BEHIND = new LogPosition(3, 9);
    private static final LogPosition LAST = new LogPosition(3, 10);

    private final Group group = new Group();
    private final FakeLeadership leadership = new FakeLeadership(following("n1"), "n2", "n1", "n2", "n3");
    private final List<String> stoodFor = new ArrayList<>();
    private final LeaderLoss loss = new LeaderLoss(leadership, group, this::stand, Runnable::run);

    LeaderLossTest() {
        leadership.endsWith(LAST);
        group.ends.put("n1", LAST);
        group.ends.put("n3", LAST);
    }

    @Test
    void a_leader_whose_connection_is_refused_is_followed_at_once() {
        group.refuse("n1");
        loss.look();
        assertThat(stoodFor).containsExactly("n1");
    }

    @Test
    void a_connection_to_the_leader_is_made_ahead_of_its_loss_and_then_left_alone() {
        loss.look();
        assertThat(group.connected).containsExactly("n1");
        loss.look();
        assertThat(group.asked).containsExactly("n1");
        assertThat(stoodFor).isEmpty();
    }

    @Test
    void silence_is_left_to_the_election_timeout() {
        group.failing.put("n1", false);
        loss.look();
        assertThat(stoodFor).isEmpty();
    }

    @Test
    void the_member_with_more_of_the_log_goes_first() {
        group.refuse("n1");
        leadership.endsWith(BEHIND);
        loss.look();
        assertThat(stoodFor).isEmpty();

        group.ends.put("n3", BEHIND);
        leadership.endsWith(LAST);
        loss.look();
        assertThat(stoodFor).containsExactly("n1");
    }

    @Test
    void a_later_term_counts_for_more_than_a_longer_log() {
        group.refuse("n1");
        group.ends.put("n3", new LogPosition(4, 2));
        loss.look();
        assertThat(stoodFor).isEmpty();
    }

    @Test
    void among_equals_only_the_least_id_stands() {
        FakeLeadership other = new FakeLeadership(following("n1"), "n3", "n1", "n2", "n3");
        other.endsWith(LAST);
        group.ends.put("n2", LAST);
        group.refuse("n1");
        new LeaderLoss(other, group, this::stand, Runnable::run).look();
        assertThat(stoodFor).isEmpty();
    }

    @Test
    void members_that_cannot_be_asked_do_not_hold_it_up() {
        group.refuse("n1");
        group.failing.put("n3", false);
        loss.look();
        assertThat(stoodFor).containsExactly("n1");
    }

    @Test
    void leaders_and_candidates_look_at_nobody() {
        group.refuse("n1");
        leadership.become(new LogStatus(Role.LEADER, 3, true, "n2", "host-n2:7100", 10, 10));
        loss.look();
        leadership.become(new LogStatus(Role.CANDIDATE, 3, false, null, null, 10, 10));
        loss.look();
        assertThat(group.asked).isEmpty();
    }

    private boolean stand(String leaderId) throws IOException {
        return stoodFor.add(leaderId);
    }

    private static LogStatus following(String leader) {
        return new LogStatus(Role.FOLLOWER, 3, false, leader, "host-" + leader + ":7100", 10, 10);
    }

    private static final class Group implements LeaderLoss.Others {
        private final Map<String, LogPosition> ends = new HashMap<>();
        private final Map<String, Boolean> failing = new HashMap<>();
        private final Set<String> connected = new HashSet<>();
        private final List<String> asked = new ArrayList<>();

        void refuse(String member) {
            failing.put(member, true);
        }

        @Override
        public boolean connected(Peer peer) {
            return connected.contains(peer.memberId());
        }

        @Override
        public CompletableFuture<LogPosition> lastEntryOf(Peer peer) {
            asked.add(peer.memberId());
            Boolean refused = failing.get(peer.memberId());
            if (refused != null) {
                return CompletableFuture.failedFuture(new MemberUnavailableException(peer, "is gone", refused));
            }
            connected.add(peer.memberId());
            return CompletableFuture.completedFuture(ends.get(peer.memberId()));
        }
    }
}
