package io.ratiskv.server.membership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ratiskv.protocol.IdentifyResponse;
import io.ratiskv.protocol.IdentifyResponse.Phase;
import io.ratiskv.protocol.Member;
import io.ratiskv.protocol.MembershipRequest;
import io.ratiskv.protocol.MembershipResponse;
import io.ratiskv.server.command.LogFormat;
import io.ratiskv.server.fakes.FakeLog;
import io.ratiskv.server.propose.LogStatus;
import io.ratiskv.server.propose.MemberId;
import io.ratiskv.server.propose.NotAppendedException;
import io.ratiskv.server.read.Leadership.Peer;
import io.ratiskv.server.read.TermProbe;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/** The leader n1 of n1, n2 and n3, and processes elsewhere. */
class MembershipServiceTest {
    private final FakeGroup group = new FakeGroup();
    private final Map<String, IdentifyResponse> processes = new HashMap<>();
    private final Set<String> silent = new HashSet<>();
    private int formatInUse = LogFormat.OLDEST;
    private Runnable whileAsked = () -> {};
    private final MembershipService service =
            new MembershipService(group, new FakeOthers(), new Probe(), () -> formatInUse);

    @Test
    void a_member_is_added_in_the_life_that_its_process_tells_of_and_asking_again_tells_when_it_is_done() {
        processes.put("n4:2", process("n4", "x", Phase.JOINING));

        assertThat(ask(add("n4")).getDone()).isFalse();
        assertThat(ask(add("n4")).getWhat()).isEqualTo("adding member n4");
        assertThat(group.wanted).extracting(m -> m.id().raftId()).containsExactly("n1", "n2", "n3", "n4~x");

        group.commit();
        assertThat(ask(add("n4")).getDone()).isTrue();
        assertThat(ask(add("n4")).getWhat()).isEqualTo("member n4 is in the cluster");
    }

    @Test
    void what_is_so_already_is_done() {
        assertThat(ask(add("n2")).getDone()).isTrue();
        assertThat(ask(remove("n9")).getDone()).isTrue();
        assertThat(ask(moveLeader("n1")).getDone()).isTrue();
        assertThat(group.changes).isZero();
    }

    @Test
    void nobody_is_added_who_is_not_there_or_is_somebody_else() {
        refused(add("n4"), "Start its process");

        processes.put("n4:2", process("n5", "x", Phase.JOINING));
        refused(add("n4"), "calls itself n5");

        processes.put("n4:2", process("n4", "x", Phase.FORMING));
        refused(add("n4"), "cluster.bootstrap=false");
    }

    @Test
    void nobody_is_added_who_does_not_read_what_the_others_write() {
        formatInUse = 5;
        processes.put("n4:2", process("n4", "x", Phase.JOINING));
        refused(add("n4"), "reads log formats up to 2, and this cluster uses format 5");

        processes.put(
                "n4:2",
                process("n4", "x", Phase.JOINING).toBuilder().setLogFormatMax(5).build());
        assertThat(ask(add("n4")).getDone()).isFalse();
    }

    @Test
    void one_change_at_a_time() {
        processes.put("n4:2", process("n4", "x", Phase.JOINING));
        ask(add("n4"));

        refused(remove("n3"), "adding member n4 is under way");
    }

    @Test
    void a_change_that_raft_gives_up_is_told_once_and_may_be_tried_again() {
        processes.put("n4:2", process("n4", "x", Phase.JOINING));
        ask(add("n4"));
        group.giveUp("no progress");

        refused(add("n4"), "no progress");
        assertThat(ask(add("n4")).getDone()).isFalse();
    }

    @Test
    void a_change_that_was_given_up_here_and_brought_to_an_end_by_another_leader_is_not_said_to_have_changed_nothing() {
        processes.put("n4:2", process("n4", "x", Phase.JOINING));
        ask(add("n4"));
        group.giveUp("leadership was lost");
        group.members = group.wanted;

        refused(add("n4"), "if another leader has brought it to an end after all, that is the answer");
        assertThat(ask(add("n4")).getDone()).isTrue();
    }

    @Test
    void a_member_that_lost_its_disk_takes_its_place_again_but_not_beside_one_that_kept_it() {
        processes.put("n3:2", process("n3", "new", Phase.JOINING));
        refused(readmit("n3", "new"), "two processes have its name");

        silent.add("n3");
        assertThat(ask(readmit("n3", "new")).getDone()).isFalse();
        assertThat(group.wanted).extracting(m -> m.id().raftId()).containsExactly("n1", "n2", "n3~new");
    }

    @Test
    void one_who_was_never_a_member_is_not_taken_in_by_asking() {
        refused(readmit("n7", "new"), "'member add'");
    }

    @Test
    void a_leader_that_is_to_go_hands_over_first() {
        silent.add("n2");
        refused(remove("n1"), "silent: n2");

        silent.clear();
        ask(remove("n1"));
        assertThat(group.heir.name()).isIn("n2", "n3");
        assertThat(group.changes).isZero();
    }

    @Test
    void a_leader_that_is_to_go_and_whose_heir_does_not_take_over_tries_the_others_before_it_says_so() {
        ask(remove("n1"));
        MemberId first = group.heir;
        group.giveUp("another one leads");
        assertThat(ask(remove("n1")).getDone()).isFalse();
        assertThat(group.heir).isNotEqualTo(first);
        group.giveUp("another one leads");
        assertThat(ask(remove("n1")).getDone()).isFalse();
        assertThat(group.heir).isEqualTo(first);
        group.giveUp("another one leads");

        refused(remove("n1"), "which is to be removed, to " + first.name() + " has failed: another one leads");
        assertThat(ask(remove("n1")).getDone()).isFalse();
        assertThat(group.changes).isZero();
    }

    @Test
    void a_move_of_leadership_that_fails_is_told_at_once() {
        ask(moveLeader("n3"));
        group.giveUp("another one leads");

        refused(moveLeader("n3"), "moving leadership to n3 has failed: another one leads");
    }

    @Test
    void leadership_is_not_moved_to_one_who_is_absent() {
        refused(moveLeader("n9"), "there is no member n9");
        silent.add("n3");
        refused(moveLeader("n3"), "does not answer");
    }

    @Test
    void who_does_not_lead_changes_nothing() {
        group.status = FakeLog.follower(1);
        assertThatThrownBy(() -> ask(remove("n3")))
                .hasCauseInstanceOf(NotAppendedException.class)
                .hasMessageContaining("does not lead");
        assertThat(group.changes).isZero();
    }

    @Test
    void what_was_changed_while_the_members_were_asked_is_not_undone() {
        processes.put("n4:2", process("n4", "x", Phase.JOINING));
        GroupMember n5 = new GroupMember(new MemberId("n5", ""), "n5:1", "n5:2");
        whileAsked = () -> {
            if (!group.members.contains(n5)) {
                group.members.add(n5);
            }
        };
        ask(add("n4"));
        assertThat(group.wanted).extracting(GroupMember::name).containsExactly("n1", "n2", "n3", "n5", "n4");
    }

    @Test
    void a_copy_that_overtakes_its_request_while_the_members_are_asked_is_no_other_change() {
        processes.put("n4:2", process("n4", "x", Phase.JOINING));
        whileAsked = () -> {
            whileAsked = () -> {};
            assertThat(ask(add("n4")).getDone()).isFalse();
        };
        assertThat(ask(add("n4")).getWhat()).isEqualTo("adding member n4");
        assertThat(group.changes).isOne();
    }

    @Test
    void malformed_names_and_addresses_are_refused() {
        refused(
                MembershipRequest.newBuilder()
                        .setAdd(member("n 4", "", "h:1", "h:2"))
                        .build(),
                "name");
        refused(
                MembershipRequest.newBuilder()
                        .setAdd(member("n4", "", "h", "h:2"))
                        .build(),
                "Raft address");
        refused(
                MembershipRequest.newBuilder()
                        .setAdd(member("n4", "", "h:1", "h:0"))
                        .build(),
                "client address");
        refused(
                MembershipRequest.newBuilder()
                        .setAdd(member("n4", "", "h:1", "h:1"))
                        .build(),
                "cannot share the address");
    }

    private MembershipResponse ask(MembershipRequest request) {
        return service.handle(request).join();
    }

    private void refused(MembershipRequest request, String why) {
        assertThatThrownBy(() -> service.handle(request).join())
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOf(MembershipRefused.class)
                .hasMessageContaining(why);
    }

    private static MembershipRequest add(String name) {
        return MembershipRequest.newBuilder()
                .setAdd(member(name, "", name + ":1", name + ":2"))
                .build();
    }

    private static MembershipRequest readmit(String name, String incarnation) {
        return MembershipRequest.newBuilder()
                .setReadmit(member(name, incarnation, name + ":1", name + ":2"))
                .build();
    }

    private static MembershipRequest remove(String name) {
        return MembershipRequest.newBuilder().setRemove(name).build();
    }

    private static MembershipRequest moveLeader(String name) {
        return MembershipRequest.newBuilder().setMoveLeader(name).build();
    }

    private static Member member(String name, String incarnation, String raft, String client) {
        return Member.newBuilder()
                .setId(name)
                .setIncarnation(incarnation)
                .setRaftAddress(raft)
                .setClientAddress(client)
                .build();
    }

    private static IdentifyResponse process(String name, String incarnation, Phase phase) {
        return IdentifyResponse.newBuilder()
                .setMember(member(name, incarnation, "", ""))
                .setPhase(phase)
                .build();
    }

    private final class Probe implements TermProbe {
        @Override
        public CompletableFuture<Long> termOf(Peer peer) {
            whileAsked.run();
            return silent.contains(peer.memberId())
                    ? CompletableFuture.failedFuture(new IllegalStateException("silent"))
                    : CompletableFuture.completedFuture(1L);
        }

        @Override
        public CompletableFuture<Long> readIndexFrom(Peer leader) {
            throw new AssertionError("nobody reads here");
        }
    }

    private final class FakeOthers implements Others {
        @Override
        public CompletableFuture<IdentifyResponse> identify(String clientAddress) {
            IdentifyResponse answer = processes.get(clientAddress);
            return answer == null
                    ? CompletableFuture.failedFuture(new NotAnswered("nobody listens there", false, null))
                    : CompletableFuture.completedFuture(answer);
        }

        @Override
        public CompletableFuture<MembershipResponse> ask(String clientAddress, MembershipRequest request) {
            throw new AssertionError("a leader asks nobody");
        }
    }

    private static final class FakeGroup implements Group {
        private List<GroupMember> members = new ArrayList<>();
        private List<GroupMember> wanted = List.of();
        private CompletableFuture<Void> end = new CompletableFuture<>();
        private MemberId heir = new MemberId("nobody", "");
        private int changes;
        private LogStatus status = FakeLog.leader(1);

        FakeGroup() {
            for (String name : List.of("n1", "n2", "n3")) {
                members.add(new GroupMember(new MemberId(name, ""), name + ":1", name + ":2"));
            }
        }

        void commit() {
            members = wanted;
            end.complete(null);
        }

        void giveUp(String why) {
            end.completeExceptionally(new IllegalStateException(why));
        }

        @Override
        public MemberId self() {
            return new MemberId("n1", "");
        }

        @Override
        public LogStatus status() {
            return status;
        }

        @Override
        public Configuration configuration() {
            return new Configuration(members, false);
        }

        @Override
        public CompletableFuture<Void> change(List<GroupMember> from, List<GroupMember> to) {
            assertThat(from).isEqualTo(members);
            wanted = to;
            changes++;
            end = new CompletableFuture<>();
            return end;
        }

        @Override
        public CompletableFuture<Void> transferLeadership(MemberId to, Duration atMost) {
            heir = to;
            end = new CompletableFuture<>();
            return end;
        }

        @Override
        public long snapshotBytes() {
            return 0;
        }
    }
}
