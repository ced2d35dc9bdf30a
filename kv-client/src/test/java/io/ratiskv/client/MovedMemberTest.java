package io.ratiskv.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ratiskv.client.fake.FakeMember;
import io.ratiskv.client.fake.FakeMember.Action;
import io.ratiskv.client.fake.FakeStore;
import io.ratiskv.protocol.Request;
import io.ratiskv.protocol.Response;
import io.ratiskv.protocol.SnapshotResponse;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Questions that only one member may answer, while that one dies and comes back. */
class MovedMemberTest {
    @Test
    void a_member_whose_host_died_without_a_word_is_found_over_a_new_connection() {
        FakeStore store = new FakeStore();
        try (FakeMember member = FakeMember.start(store);
                KvClient db = impatient(member)) {
            db.admin().status(member.address());
            member.moveAway();
            assertThat(db.admin().status(member.address()).memberId()).isEqualTo(member.address());
        }
    }

    @Test
    void a_member_that_works_on_a_long_answer_is_heard_on_the_connection_it_was_asked_on() {
        FakeStore store = new FakeStore();
        try (FakeMember member = FakeMember.start(store);
                KvClient db = impatient(member)) {
            long begun = System.nanoTime();
            // The last words of a snapshot that took five seconds; copies of the question change nothing.
            Set<DataOutputStream> askedOver = ConcurrentHashMap.newKeySet();
            member.script(request -> (asked, question, out) -> {
                askedOver.add(out);
                answerAfter(begun, asked, question, out);
            });
            assertThat(db.admin().snapshot(member.address())).isEqualTo(7);
            assertThat(askedOver).as("connections, of which none was given up").hasSize(1);
        }
    }

    private static KvClient impatient(FakeMember member) {
        return KvClient.builder()
                .endpoints(List.of(member.address()))
                .deadline(Duration.ofSeconds(20))
                .attemptTimeout(Duration.ofMillis(100))
                .build();
    }

    private static void answerAfter(long begun, FakeMember member, Request question, DataOutputStream out) {
        CompletableFuture.runAsync(
                () -> {
                    try {
                        answer(7).run(member, question, out);
                    } catch (IOException closed) {
                        throw new UncheckedIOException(closed);
                    }
                },
                CompletableFuture.delayedExecutor(
                        begun + Duration.ofSeconds(5).toNanos() - System.nanoTime(), TimeUnit.NANOSECONDS));
    }

    @Test
    void a_member_that_was_started_again_is_asked_again_over_a_new_connection() {
        FakeStore store = new FakeStore();
        try (FakeMember member = FakeMember.start(store);
                KvClient db =
                        KvClient.builder().endpoints(List.of(member.address())).build()) {
            member.next(Request.BodyCase.SNAPSHOT, Action.BREAK, answer(7));
            assertThat(db.admin().snapshot(member.address())).isEqualTo(7);
        }
    }

    @Test
    void a_member_that_breaks_every_connection_is_not_asked_for_ever() {
        FakeStore store = new FakeStore();
        try (FakeMember member = FakeMember.start(store);
                KvClient db =
                        KvClient.builder().endpoints(List.of(member.address())).build()) {
            member.next(Request.BodyCase.SNAPSHOT, Action.BREAK, Action.BREAK, answer(7));
            assertThatThrownBy(() -> db.admin().snapshot(member.address()))
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageContaining("cannot serve");
        }
    }

    private static Action answer(long index) {
        return (member, request, out) -> member.answer(
                out,
                request,
                Response.newBuilder()
                        .setSnapshot(SnapshotResponse.newBuilder().setIndex(index))
                        .build());
    }
}
