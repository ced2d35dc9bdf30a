package io.ratiskv.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratiskv.server.fakes.FakeLeadership;
import io.ratiskv.server.propose.LogStatus;
import io.ratiskv.server.propose.LogStatus.Role;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class LaggingMembersTest {
    private final Map<String, Long> applied = new HashMap<>(Map.of("n2", 61L, "n3", 61L));
    private final FakeLeadership leadership = new FakeLeadership(leading(true), "n1", "n1", "n2", "n3");
    private int nudges;
    private final LaggingMembers lagging = new LaggingMembers(
            leadership,
            peer -> applied.containsKey(peer.memberId())
                    ? CompletableFuture.completedFuture(applied.get(peer.memberId()))
                    : CompletableFuture.failedFuture(new IllegalStateException("down")),
            () -> nudges++);

    @Test
    void a_member_that_stays_empty_makes_the_idle_leader_append_something() {
        applied.put("n2", -1L);
        lagging.look();
        assertThat(nudges).isZero();
        lagging.look();
        assertThat(nudges).isEqualTo(1);
        lagging.look();
        assertThat(nudges).as("again, until it moves").isEqualTo(2);
    }

    @Test
    void members_that_have_everything_or_only_miss_the_last_commit_cost_no_entry() {
        applied.put("n2", 60L);
        lookThreeTimes();
        assertThat(nudges).isZero();
    }

    @Test
    void a_member_that_catches_up_by_itself_is_left_alone() {
        for (long index = 0; index < 10; index++) {
            applied.put("n2", index);
            lagging.look();
        }
        assertThat(nudges).isZero();
    }

    @Test
    void a_member_that_is_down_is_waited_for() {
        applied.remove("n2");
        lookThreeTimes();
        assertThat(nudges).isZero();
    }

    @Test
    void only_a_leader_that_is_ready_looks() {
        applied.put("n2", -1L);
        leadership.become(leading(false));
        lookThreeTimes();
        assertThat(nudges).isZero();
    }

    private void lookThreeTimes() {
        lagging.look();
        lagging.look();
        lagging.look();
    }

    private static LogStatus leading(boolean ready) {
        return new LogStatus(Role.LEADER, 2, ready, "n1", "host-n1:7100", 61, 61);
    }
}
