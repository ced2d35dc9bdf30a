package io.ratiskv.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratiskv.client.fake.FakeMember;
import io.ratiskv.client.fake.FakeMember.Action;
import io.ratiskv.client.fake.FakeStore;
import io.ratiskv.protocol.Request.BodyCase;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A client that nobody will come back for says so when it is closed. */
class FarewellTest {
    private final FakeStore store = new FakeStore();
    private final FakeMember member = FakeMember.start(store);

    @AfterEach
    void close() {
        member.close();
    }

    private KvClientBuilder client() {
        return KvClient.builder().endpoints(member.address()).deadline(Duration.ofSeconds(20));
    }

    @Test
    void the_session_of_a_client_without_a_name_ends_with_it() {
        KvClient db = client().build();
        db.put("a", "1");
        assertThat(store.sessions().open()).isEqualTo(1);

        db.close();

        assertThat(store.sessions().open()).isZero();
    }

    @Test
    void a_client_with_a_name_may_come_back_so_its_session_stays() {
        KvClient db = client().identity("i").build();
        db.put("a", "1");

        db.close();

        assertThat(member.seen(BodyCase.CLOSE_SESSION)).isEmpty();
        assertThat(store.sessions().open()).isEqualTo(1);
    }

    @Test
    void a_client_that_never_wrote_has_no_session_to_end() {
        KvClient db = client().build();
        db.get("a");

        db.close();

        assertThat(member.seen(BodyCase.CLOSE_SESSION)).isEmpty();
    }

    @Test
    void a_member_that_does_not_answer_the_last_word_does_not_keep_the_client_open() {
        KvClient db = client().build();
        db.put("a", "1");
        member.script(request -> request.hasCloseSession() ? Action.LOSE_ANSWER : Action.SERVE);

        assertThat(CompletableFuture.runAsync(() -> db.close(Duration.ofMinutes(10))))
                .succeedsWithin(Duration.ofSeconds(30));
        assertThat(store.sessions().open()).isZero();
    }
}
