package io.ratiskv.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratiskv.server.fakes.FakeLeadership;
import io.ratiskv.server.propose.LogStatus;
import io.ratiskv.server.propose.LogStatus.Role;
import io.ratiskv.server.read.Leadership.Peer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;

/** n1 leads n2 and n3; it is known for how long each has not answered Raft, and for how long there is another connection. */
class HangingConnectionsTest {
    private final Map<String, Long> silences = new HashMap<>(Map.of("n2", 100L, "n3", 100L));
    private final Map<String, Long> commits = new HashMap<>(Map.of("n1", 61L, "n2", 61L, "n3", 61L));
    private final Map<String, Duration> connected = new HashMap<>();
    private final List<String> reconnected = new ArrayList<>();
    private final List<String> kept = new ArrayList<>();
    private final List<Runnable> queued = new ArrayList<>();
    private Executor executor = Runnable::run;
    private long nowNanos;
    private final FakeLeadership leadership = new FakeLeadership(
            new LogStatus(Role.LEADER, 2, true, "n1", "host-n1:7100", 61, 61), "n1", "n1", "n2", "n3");
    private final HangingConnections hanging = new HangingConnections(
            leadership,
            () -> silences,
            () -> commits,
            new HangingConnections.Others() {
                @Override
                public OptionalLong connectedNanos(Peer peer) {
                    Duration since = connected.get(peer.memberId());
                    return since == null ? OptionalLong.empty() : OptionalLong.of(since.toNanos());
                }

                @Override
                public void keep(Peer peer) {
                    kept.add(peer.memberId());
                }
            },
            reconnected::add,
            task -> executor.execute(task),
            () -> nowNanos);

    @Test
    void a_member_that_is_back_and_is_not_heard_by_raft_is_connected_to_anew() {
        silences.put("n2", 9_000L);
        connected.put("n2", Duration.ofSeconds(1));
        connected.put("n3", Duration.ofHours(1));
        hanging.look();
        assertThat(reconnected).containsExactly("n2");
    }

    @Test
    void one_that_is_only_just_back_is_given_time_to_be_found_by_raft() {
        silences.put("n2", 9_000L);
        connected.put("n2", HangingConnections.SETTLED.minusNanos(1));
        hanging.look();
        assertThat(reconnected).isEmpty();
    }

    @Test
    void one_that_is_silent_on_the_connection_it_always_had_is_busy_and_left_alone() {
        silences.put("n2", 9_000L);
        connected.put("n2", Duration.ofHours(1));
        hanging.look();
        assertThat(reconnected).as("it may be taking a snapshot in").isEmpty();
    }

    @Test
    void one_that_is_away_is_waited_for() {
        silences.put("n2", 9_000L);
        hanging.look();
        assertThat(reconnected).isEmpty();
    }

    @Test
    void a_short_silence_of_one_that_has_just_come_is_no_hanging() {
        silences.put("n2", HangingConnections.SILENCE.toMillis() - 1);
        connected.put("n2", Duration.ofMillis(100));
        hanging.look();
        assertThat(reconnected).isEmpty();
    }

    @Test
    void what_did_not_help_is_tried_again_but_not_at_every_look() {
        silences.put("n2", 9_000L);
        connected.put("n2", Duration.ofSeconds(1));
        hanging.look();
        hanging.look();
        assertThat(reconnected).hasSize(1);
        nowNanos += HangingConnections.AGAIN_AFTER.toNanos();
        hanging.look();
        assertThat(reconnected).hasSize(2);
    }

    @Test
    void without_a_leader_those_that_are_there_are_connected_to_anew_since_votes_may_hang() {
        leadership.become(new LogStatus(Role.CANDIDATE, 2, false, null, null, 61, 61));
        silences.clear();
        connected.put("n2", Duration.ofSeconds(1));
        hanging.look();
        assertThat(reconnected).as("an election takes its time").isEmpty();
        nowNanos += HangingConnections.SILENCE.toNanos();
        hanging.look();
        assertThat(reconnected).as("n3 is away").containsExactly("n2");
    }

    @Test
    void without_a_leader_one_that_moved_long_before_is_connected_to_anew_since_a_follower_did_not_talk_to_it() {
        nowNanos += Duration.ofHours(2).toNanos();
        hanging.look();
        leadership.become(new LogStatus(Role.CANDIDATE, 2, false, null, null, 61, 61));
        silences.clear();
        connected.put("n2", Duration.ofHours(1));
        later(HangingConnections.SILENCE.minusNanos(1));
        hanging.look();
        assertThat(reconnected).as("an election takes its time").isEmpty();
        later(Duration.ofNanos(1));
        hanging.look();
        assertThat(reconnected).as("n3 is away").containsExactly("n2");
        later(HangingConnections.AGAIN_AFTER.minusNanos(1));
        hanging.look();
        assertThat(reconnected).as("it is only just made").hasSize(1);
        later(Duration.ofNanos(1));
        hanging.look();
        assertThat(reconnected).hasSize(2);
    }

    @Test
    void one_that_comes_back_after_a_try_is_connected_to_anew_at_once() {
        nowNanos += Duration.ofHours(2).toNanos();
        hanging.look();
        leadership.become(new LogStatus(Role.CANDIDATE, 2, false, null, null, 61, 61));
        silences.clear();
        connected.put("n2", Duration.ofHours(1));
        later(HangingConnections.SILENCE);
        hanging.look();
        assertThat(reconnected).as("gone, and nobody has noticed yet").hasSize(1);
        nowNanos += 1;
        connected.put("n2", Duration.ZERO);
        later(HangingConnections.SETTLED);
        hanging.look();
        assertThat(reconnected).hasSize(2);
        hanging.look();
        assertThat(reconnected).hasSize(2);
    }

    @Test
    void a_follower_connects_anew_once_to_one_that_has_come_back_before_it_needs_that() {
        leadership.become(new LogStatus(Role.FOLLOWER, 2, false, "n3", "host-n3:7100", 61, 61));
        silences.clear();
        connected.put("n2", Duration.ZERO);
        connected.put("n3", Duration.ofHours(1));
        later(HangingConnections.SETTLED.minusNanos(1));
        hanging.look();
        assertThat(reconnected).as("it is only just back").isEmpty();
        later(Duration.ofNanos(2));
        connected.put("n2", HangingConnections.SETTLED);
        hanging.look();
        hanging.look();
        assertThat(reconnected).containsExactly("n2");
        later(Duration.ofHours(1));
        hanging.look();
        assertThat(reconnected).hasSize(1);
        connected.put("n2", HangingConnections.SETTLED);
        hanging.look();
        assertThat(reconnected).as("it is back again").hasSize(2);
    }

    @Test
    void without_a_leader_connections_that_were_made_since_the_others_came_are_given_more_time() {
        leadership.become(new LogStatus(Role.FOLLOWER, 2, false, "n3", "host-n3:7100", 61, 61));
        silences.clear();
        later(Duration.ofSeconds(1));
        connected.put("n2", HangingConnections.SETTLED.minusNanos(1));
        connected.put("n3", HangingConnections.SETTLED.minusNanos(1));
        later(Duration.ofNanos(1));
        hanging.look();
        assertThat(reconnected).containsExactly("n2", "n3");
        later(Duration.ofMinutes(1));
        hanging.look();
        leadership.become(new LogStatus(Role.CANDIDATE, 2, false, null, null, 61, 61));
        later(HangingConnections.STANDING.minusNanos(1));
        hanging.look();
        assertThat(reconnected).as("the disk may be slow").hasSize(2);
        later(Duration.ofNanos(1));
        hanging.look();
        assertThat(reconnected).hasSize(4);
    }

    @Test
    void who_leads_when_its_turn_comes_keeps_its_connections() {
        executor = queued::add;
        nowNanos += Duration.ofHours(2).toNanos();
        hanging.look();
        leadership.become(new LogStatus(Role.CANDIDATE, 2, false, null, null, 61, 61));
        silences.clear();
        connected.put("n2", Duration.ofHours(1));
        connected.put("n3", Duration.ofHours(1));
        later(HangingConnections.SILENCE);
        hanging.look();
        queued.remove(0).run();
        assertThat(reconnected).containsExactly("n2");
        leadership.become(new LogStatus(Role.LEADER, 3, true, "n1", "host-n1:7100", 61, 61));
        queued.remove(0).run();
        assertThat(reconnected).as("n1 leads").hasSize(1);
        leadership.become(new LogStatus(Role.CANDIDATE, 3, false, null, null, 61, 61));
        later(HangingConnections.SILENCE);
        hanging.look();
        assertThat(queued).as("n3's was not done, and is not taken for done").hasSize(1);
    }

    @Test
    void a_follower_that_leads_when_its_turn_comes_keeps_its_connections() {
        executor = queued::add;
        leadership.become(new LogStatus(Role.FOLLOWER, 2, false, "n3", "host-n3:7100", 61, 61));
        silences.clear();
        later(Duration.ofSeconds(2));
        connected.put("n2", HangingConnections.SETTLED);
        hanging.look();
        silences.put("n2", 0L);
        queued.remove(0).run();
        assertThat(reconnected).isEmpty();
    }

    @Test
    void a_follower_that_answers_when_its_turn_comes_keeps_its_connection() {
        executor = queued::add;
        silences.put("n2", 9_000L);
        connected.put("n2", Duration.ofSeconds(1));
        hanging.look();
        silences.put("n2", 0L);
        queued.remove(0).run();
        assertThat(reconnected).isEmpty();
    }

    @Test
    void what_has_not_had_its_turn_is_not_queued_again() {
        executor = queued::add;
        silences.put("n2", 9_000L);
        connected.put("n2", Duration.ofSeconds(1));
        hanging.look();
        nowNanos += HangingConnections.AGAIN_AFTER.toNanos();
        hanging.look();
        assertThat(queued).hasSize(1);
        queued.remove(0).run();
        nowNanos += HangingConnections.AGAIN_AFTER.toNanos();
        hanging.look();
        assertThat(queued).hasSize(1);
    }

    @Test
    void a_leader_asks_by_itself_only_while_it_does_not_serve_yet() {
        hanging.look();
        assertThat(kept).isEmpty();
        leadership.become(new LogStatus(Role.LEADER, 3, false, "n1", "host-n1:7100", 61, 61));
        hanging.look();
        assertThat(kept).containsExactly("n2", "n3");
    }

    @Test
    void those_who_do_not_lead_keep_connections_to_all_others_or_they_would_not_know_who_is_there() {
        leadership.become(new LogStatus(Role.FOLLOWER, 2, false, "n3", "host-n3:7100", 61, 61));
        silences.clear();
        hanging.look();
        assertThat(kept).containsExactly("n2", "n3");
        leadership.become(new LogStatus(Role.CANDIDATE, 2, false, null, null, 61, 61));
        hanging.look();
        assertThat(kept).containsExactly("n2", "n3", "n2", "n3");
    }

    @Test
    void time_without_a_leader_counts_from_when_there_was_one() {
        nowNanos += Duration.ofHours(1).toNanos();
        hanging.look();
        leadership.become(new LogStatus(Role.CANDIDATE, 2, false, null, null, 61, 61));
        silences.clear();
        connected.put("n2", Duration.ofSeconds(1));
        nowNanos += HangingConnections.SILENCE.toNanos() - 1;
        hanging.look();
        assertThat(reconnected).isEmpty();
    }

    @Test
    void one_that_answers_and_comes_no_nearer_since_it_is_back_is_connected_to_anew_once() {
        commits.put("n2", 60L);
        hanging.look();
        later(HangingConnections.STANDING);
        connected.put("n2", HangingConnections.STANDING);
        hanging.look();
        assertThat(reconnected).as("that connection is not younger than Raft's").isEmpty();
        connected.put("n2", Duration.ofMillis(500));
        later(Duration.ofMinutes(1));
        connected.put("n2", HangingConnections.SILENCE.minusNanos(1));
        hanging.look();
        assertThat(reconnected).as("it is only just back").isEmpty();
        later(Duration.ofNanos(1));
        hanging.look();
        assertThat(reconnected).containsExactly("n2");
        later(Duration.ofMinutes(1));
        hanging.look();
        assertThat(reconnected).as("it may be taking a snapshot in").hasSize(1);
        connected.put("n2", HangingConnections.SILENCE);
        hanging.look();
        assertThat(reconnected).as("it is back again").hasSize(2);
    }

    @Test
    void a_disk_that_stalls_for_seconds_needs_no_other_connection() {
        commits.put("n2", 60L);
        hanging.look();
        later(Duration.ofMillis(1));
        connected.put("n2", Duration.ZERO);
        later(HangingConnections.STANDING.minusMillis(1).minusNanos(1));
        hanging.look();
        assertThat(reconnected).isEmpty();
        later(Duration.ofNanos(1));
        hanging.look();
        assertThat(reconnected).containsExactly("n2");
    }

    @Test
    void time_without_a_leader_is_no_standing_still() {
        commits.put("n2", 60L);
        hanging.look();
        later(Duration.ofSeconds(1));
        leadership.become(new LogStatus(Role.CANDIDATE, 2, false, null, null, 61, 61));
        hanging.look();
        leadership.become(new LogStatus(Role.LEADER, 3, true, "n1", "host-n1:7100", 61, 61));
        later(Duration.ofSeconds(1));
        connected.put("n2", HangingConnections.SILENCE);
        nowNanos += Duration.ofSeconds(10).toNanos();
        hanging.look();
        assertThat(reconnected).isEmpty();
    }

    @Test
    void one_that_comes_nearer_is_left_alone() {
        for (long at = 20; at < 60; at++) {
            commits.put("n2", at);
            connected.put("n2", HangingConnections.SILENCE);
            later(HangingConnections.STANDING.minusNanos(1));
            hanging.look();
        }
        assertThat(reconnected).isEmpty();
    }

    @Test
    void one_that_has_everything_is_left_alone_however_long_nothing_is_written() {
        hanging.look();
        later(Duration.ofHours(1));
        connected.put("n2", Duration.ofSeconds(1));
        hanging.look();
        assertThat(reconnected).isEmpty();
    }

    private void later(Duration time) {
        nowNanos += time.toNanos();
        connected.replaceAll((id, since) -> since.plus(time));
    }
}
