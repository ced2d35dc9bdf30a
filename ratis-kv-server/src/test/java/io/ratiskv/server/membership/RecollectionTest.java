package io.ratiskv.server.membership;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratiskv.protocol.IdentifyResponse;
import io.ratiskv.protocol.KnownCommit;
import io.ratiskv.protocol.Member;
import io.ratiskv.protocol.MembershipRequest;
import io.ratiskv.protocol.MembershipResponse;
import io.ratiskv.server.propose.MemberId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** n1 comes back, and asks n2 and n3 what they know of it. */
class RecollectionTest {
    private static final MemberId SELF = new MemberId("n1", "a");

    private final Map<String, CompletableFuture<IdentifyResponse>> answers = new HashMap<>();
    private final Recollection recollection = new Recollection(new FakeOthers(), List.of("n2:1", "n3:1"));

    @Test
    void a_disk_with_all_that_the_others_know_of_is_the_members_own() {
        answers("n2", known("n1~a", 10));
        answers("n3", known("n1~a", 9));
        assertThat(recollection.contradiction(SELF, 10)).isEmpty();
    }

    @Test
    void a_disk_that_lacks_what_one_of_the_others_knows_of_is_older_and_it_is_said_who_knows() {
        answers("n2", known("n1~a", 9));
        answers("n3", known("n1~a", 10));
        assertThat(recollection.contradiction(SELF, 9))
                .hasValueSatisfying(said -> assertThat(said).contains("ends at entry 9", "n3", "entry 10"));
    }

    @Test
    void what_another_life_or_another_member_had_says_nothing() {
        answers("n2", known("n1~b", 100), known("n2~a", 100));
        answers("n3", known("n1", 100));
        assertThat(recollection.contradiction(SELF, 5)).isEmpty();
    }

    @Test
    void those_who_are_not_there_or_do_not_answer_say_nothing() {
        answers.put("n2:1", CompletableFuture.failedFuture(new IllegalStateException("refused")));
        answers.put("n3:1", new CompletableFuture<>());
        assertThat(recollection.contradiction(SELF, 5)).isEmpty();
    }

    private void answers(String name, KnownCommit... known) {
        answers.put(
                name + ":1",
                CompletableFuture.completedFuture(IdentifyResponse.newBuilder()
                        .setMember(Member.newBuilder().setId(name))
                        .addAllKnown(List.of(known))
                        .build()));
    }

    private static KnownCommit known(String raftId, long index) {
        return KnownCommit.newBuilder().setRaftId(raftId).setCommitIndex(index).build();
    }

    private final class FakeOthers implements Others {
        @Override
        public CompletableFuture<IdentifyResponse> identify(String clientAddress) {
            return answers.get(clientAddress);
        }

        @Override
        public CompletableFuture<MembershipResponse> ask(String clientAddress, MembershipRequest request) {
            throw new IllegalStateException("nobody asks for a change here");
        }
    }
}
