package io.ratiskv.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratiskv.client.fake.FakeMember;
import io.ratiskv.client.fake.FakeStore;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A host that dies closes no connection; its member is back at another address. */
class MovedMemberTest {
    @Test
    void a_question_that_only_one_member_may_answer_finds_it_over_a_new_connection() {
        FakeStore store = new FakeStore();
        try (FakeMember member = FakeMember.start(store);
                KvClient db = KvClient.builder()
                        .endpoints(List.of(member.address()))
                        .deadline(Duration.ofSeconds(20))
                        .attemptTimeout(Duration.ofMillis(100))
                        .build()) {
            db.admin().status(member.address());
            member.moveAway();
            assertThat(db.admin().status(member.address()).memberId()).isEqualTo(member.address());
        }
    }
}
