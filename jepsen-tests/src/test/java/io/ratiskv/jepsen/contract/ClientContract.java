package io.ratiskv.jepsen.contract;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.ratiskv.client.AsyncKvClient;
import io.ratiskv.client.ClientClosedException;
import io.ratiskv.client.Codec;
import io.ratiskv.client.KvClient;
import io.ratiskv.client.KvException;
import io.ratiskv.client.MemberRole;
import io.ratiskv.client.MemberStatus;
import io.ratiskv.client.Outcome;
import io.ratiskv.client.Range;
import io.ratiskv.client.RangeResult;
import io.ratiskv.client.StateHash;
import io.ratiskv.client.TypedKv;
import io.ratiskv.jepsen.cluster.Member;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The same promises without waiting and in the program's own types; the client as a guest in its process. */
interface ClientContract extends Surroundings {
    @Test
    default void everything_can_be_done_without_waiting() {
        AsyncKvClient async = db().async();
        String value = async.put(key("a"), "1")
                .thenCompose(put -> async.compareAndSet(key("a"), "1", "2"))
                .thenCompose(cas -> async.putIfAbsent(key("b"), "1"))
                .thenCompose(cas -> async.transact(tx -> {
                    String a = tx.get(key("a")).orElseThrow().valueText();
                    tx.put(key("c"), a + "!");
                    return a;
                }))
                .thenCompose(a -> async.delete(key("a")))
                .thenCompose(deleted -> async.get(key("c")))
                .thenApply(found -> found.orElseThrow().valueText())
                .join();
        assertThat(value).isEqualTo("2!");
        assertThat(names(async.range(Range.prefix(prefix())).join())).containsExactly("b", "c");
    }

    @Test
    default void pages_can_be_had_without_waiting() {
        fill(300, 1);
        List<String> names = new ArrayList<>();
        Range next = Range.prefix(prefix());
        RangeResult page;
        do {
            page = db().async().page(next).join();
            names.addAll(names(page));
            next = page.more() ? next.after(page) : next;
        } while (page.more());
        assertThat(names).hasSize(300).isSorted().doesNotHaveDuplicates();
    }

    @Test
    default void a_view_speaks_the_programs_types() {
        TypedKv<String, Long> numbers = db().view(Codec.TEXT, Codec.LONG);
        numbers.put(key("a"), -5L);
        assertThat(numbers.get(key("a"))).hasValue(-5L);
        assertThat(numbers.putIfAbsent(key("a"), 1L)).isFalse();
        assertThat(numbers.putIfAbsent(key("b"), 7L)).isTrue();
        var entry = numbers.entry(key("b")).orElseThrow();
        assertThat(numbers.compareAndSet(key("b"), entry.modRevision(), 8L)).isTrue();
        assertThat(numbers.scan(Range.prefix(prefix())).map(TypedKv.Entry::value))
                .containsExactly(-5L, 8L);
        assertThat(numbers.delete(key("a"))).isTrue();
        assertThat(numbers.delete(key("a"))).isFalse();
    }

    @Test
    default void members_tell_how_they_are() {
        long revision = db().put(key("a"), "1").revision();
        assertThat(db().admin().members()).hasSize(cluster().members().size());
        int leaders = 0;
        for (Member member : cluster().members()) {
            await().atMost(DEADLINE)
                    .until(() -> db().admin().status(member.endpoint()).revision() >= revision);
            MemberStatus status = db().admin().status(member.endpoint());
            assertThat(status.memberId()).isEqualTo(member.id());
            assertThat(status.clusterId()).isEqualTo(cluster().clusterId());
            assertThat(status.alarms()).isEmpty();
            leaders += status.role() == MemberRole.LEADER ? 1 : 0;
            assertThat(db().admin().snapshot(member.endpoint())).isPositive();
        }
        assertThat(leaders).isEqualTo(1);
        await().atMost(DEADLINE)
                .until(() -> cluster().members().stream()
                                .map(member -> db().admin().hash(member.endpoint()))
                                .map(StateHash::hash)
                                .distinct()
                                .count()
                        == 1);
    }

    @Test
    default void closing_ends_what_is_open_and_leaves_no_thread() {
        String name = "closing-" + cluster().clusterId();
        KvClient closing = client().name(name).build();
        closing.put(key("a"), "1");
        assertThat(threadsOf(name)).isPositive();
        var open = IntStream.range(0, 50)
                .mapToObj(i -> closing.async().put(numbered(i), "1"))
                .toList();
        closing.close();
        closing.close();
        assertThat(open).allMatch(answer -> answer.isDone());
        for (int i = 0; i < 50; i++) {
            if (!open.get(i).isCompletedExceptionally()) {
                assertThat(db().get(numbered(i))).isPresent();
            }
        }
        assertThat(refused(ClientClosedException.class, () -> closing.put(key("a"), "2"))
                        .retryable())
                .isFalse();
        refused(ClientClosedException.class, () -> closing.get(key("a")));
        await().atMost(DEADLINE).pollInterval(50, MILLISECONDS).until(() -> threadsOf(name) == 0);
    }

    private long threadsOf(String name) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().contains(name))
                .count();
    }

    @Test
    default void a_waiting_thread_that_is_interrupted_gets_its_flag_back_and_the_client_goes_on() {
        Thread.currentThread().interrupt();
        KvException givenUp;
        boolean flag;
        try {
            givenUp = catchThrowableOfType(KvException.class, () -> db().get(key("a")));
        } finally {
            flag = Thread.interrupted();
        }
        assertThat(flag).isTrue();
        if (givenUp != null) {
            assertThat(givenUp.outcome()).isEqualTo(Outcome.NOT_APPLIED);
        }
        db().put(key("a"), "1");
    }
}
