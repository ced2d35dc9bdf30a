package io.ratiskv.jepsen.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratiskv.client.Compare;
import io.ratiskv.client.InvalidArgumentException;
import io.ratiskv.client.KvClient;
import io.ratiskv.client.Outcome;
import io.ratiskv.client.Put;
import io.ratiskv.client.PutResult;
import io.ratiskv.client.RequestId;
import io.ratiskv.client.Resolution;
import io.ratiskv.client.SessionFencedException;
import io.ratiskv.client.Txn;
import io.ratiskv.client.TxnResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Clients with a stable identity, dropped and made anew. */
interface ExactlyOnceContract extends Surroundings {
    private KvClient named() {
        return client().identity(identity()).build();
    }

    private String identity() {
        return prefix() + cluster().clusterId();
    }

    /** As a process that dies: says nothing to anybody. */
    private void drop(KvClient client) {
        client.close(Duration.ZERO);
    }

    @Test
    default void a_client_that_comes_back_writes_on_without_resolving_anything() {
        KvClient first = named();
        first.put(key("a"), "1");
        drop(first);
        try (KvClient second = named()) {
            second.put(key("a"), "2");
            second.put(key("a"), "3");
            second.put(key("b"), "1");
        }
        assertThat(db().get(key("a")).orElseThrow().version()).isEqualTo(3);
        assertThat(db().get(key("a")).orElseThrow().valueText()).isEqualTo("3");
    }

    @Test
    default void a_client_may_come_back_many_times() {
        for (int life = 1; life <= 12; life++) {
            KvClient client = named();
            client.put(key("a"), "" + life);
            client.put(key("a"), "again");
            drop(client);
        }
        assertThat(db().get(key("a")).orElseThrow().version()).isEqualTo(24);
    }

    @Test
    default void one_that_was_replaced_is_told_that_its_write_did_not_happen_and_can_still_read() {
        KvClient old = named();
        try (KvClient successor = named()) {
            old.put(key("a"), "old");
            successor.put(key("a"), "new");
            SessionFencedException fenced = refused(SessionFencedException.class, () -> old.put(key("a"), "old again"));
            assertThat(fenced.retryable()).isFalse();
            refused(SessionFencedException.class, () -> old.delete(key("a")));
            assertThat(old.get(key("a")).orElseThrow().valueText()).isEqualTo("new");
            successor.put(key("a"), "newer");
        } finally {
            drop(old);
        }
        assertThat(db().get(key("a")).orElseThrow().version()).isEqualTo(3);
    }

    @Test
    default void the_answer_that_a_dead_client_never_confirmed_is_kept_for_the_next() {
        KvClient dead = named();
        dead.put(key("a"), "1");
        TxnResult answered = dead.txn(Txn.when(Compare.exists(key("a"))).then(Put.of(key("a"), "2")));
        drop(dead);
        try (KvClient next = named()) {
            List<RequestId> open = next.unresolved();
            assertThat(open).hasSize(1);
            RequestId id = RequestId.parse(open.get(0).toString());
            assertThat(id.identity()).isEqualTo(identity());
            next.put(key("b"), "in between");
            Resolution resolved = next.resolve(id);
            assertThat(resolved.outcome()).isEqualTo(Outcome.APPLIED);
            assertThat(resolved.answer()).hasValue(answered);
            assertThat(next.unresolved()).isEmpty();
            next.put(key("b"), "after");
        }
        assertThat(db().get(key("a")).orElseThrow().version()).isEqualTo(2);
        assertThat(db().get(key("b")).orElseThrow().version()).isEqualTo(2);
    }

    @Test
    default void one_that_nobody_wants_to_know_about_is_abandoned() {
        KvClient dead = named();
        dead.put(key("a"), "1");
        drop(dead);
        try (KvClient next = named()) {
            List<RequestId> open = next.unresolved();
            assertThat(open).hasSize(1);
            next.abandon(open.get(0));
            assertThat(next.unresolved()).isEmpty();
            next.put(key("a"), "2");
        }
    }

    @Test
    default void a_write_that_never_arrived_never_will_once_that_was_said() {
        KvClient dead = named();
        dead.put(key("a"), "1");
        RequestId sent;
        try (KvClient peek = named()) {
            sent = peek.unresolved().get(0);
        }
        drop(dead);
        RequestId lost = new RequestId(sent.identity(), sent.sessionId(), sent.incarnation(), sent.sequence() + 1);
        try (KvClient next = named()) {
            assertThat(next.resolve(lost).outcome()).isEqualTo(Outcome.NOT_APPLIED);
            refused(InvalidArgumentException.class, () -> db().resolve(lost));
            next.put(key("a"), "2");
            next.put(key("a"), "3");
        }
        assertThat(db().get(key("a")).orElseThrow().version()).isEqualTo(3);
    }

    @Test
    default void a_client_that_leaves_many_writes_behind_finds_each_with_its_first_answer() {
        KvClient dead = named();
        List<PutResult> answers = Stream.generate(() -> dead.async().put(key("a"), "x")).limit(50).toList().stream()
                .map(answer -> answer.join())
                .toList();
        drop(dead);
        try (KvClient next = named()) {
            List<Long> revisions =
                    new ArrayList<>(answers.stream().map(PutResult::revision).toList());
            for (RequestId id : next.unresolved()) {
                PutResult kept = (PutResult) next.resolve(id).answer().orElseThrow();
                assertThat(revisions).contains(kept.revision());
                revisions.remove(kept.revision());
            }
            assertThat(next.unresolved()).isEmpty();
            assertThat(db().get(key("a")).orElseThrow().version()).isEqualTo(50);
            next.put(key("a"), "on");
        }
        assertThat(db().get(key("a")).orElseThrow().version()).isEqualTo(51);
    }

    @Test
    default void a_client_without_a_name_is_given_one_and_leaves_nothing_open() {
        try (KvClient first = client().build();
                KvClient second = client().build()) {
            assertThat(first.identity()).isNotEqualTo(second.identity());
            first.put(key("a"), "1");
            second.put(key("a"), "2");
            assertThat(first.unresolved()).isEmpty();
        }
        assertThat(db().get(key("a")).orElseThrow().version()).isEqualTo(2);
    }
}
