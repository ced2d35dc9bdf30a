package io.ratiskv.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ratiskv.client.fake.FakeMember;
import io.ratiskv.client.fake.FakeMember.Action;
import io.ratiskv.protocol.Error;
import io.ratiskv.protocol.ErrorCode;
import io.ratiskv.protocol.Request;
import io.ratiskv.protocol.Request.BodyCase;
import io.ratiskv.protocol.Welcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever happens on the way, a write happens once and its caller learns of it in time. */
class RetryTest extends LeaderAndFollower {
    /** Where silence of a member decides, and not that of a busy machine. */
    private static final Duration LONG_ATTEMPT = Duration.ofMillis(500);

    /** Asks nobody twice only because the machine is busy: for tests that count requests. */
    private KvClientBuilder patient(FakeMember... members) {
        return builder(members).attemptTimeout(Duration.ofSeconds(10));
    }

    /** Ways for the first copy of a write to go wrong. */
    @SuppressWarnings("ImmutableEnumChecker") // the actions are functions without state
    enum Mishap {
        LOSE_ANSWER(Action.LOSE_ANSWER),
        LOSE_REQUEST(Action.LOSE_REQUEST),
        TWICE(Action.TWICE),
        BREAK(Action.BREAK),
        SERVE_AND_BREAK(Action.SERVE_AND_BREAK),
        TEAR(Action.TEAR),
        GARBAGE(Action.GARBAGE),
        OUTCOME_UNKNOWN(Action.error(ErrorCode.OUTCOME_UNKNOWN)),
        INTERNAL(Action.error(ErrorCode.INTERNAL)),
        NO_LEADER(Action.error(ErrorCode.NO_LEADER)),
        NOT_LEADER(Action.error(ErrorCode.NOT_LEADER)),
        OVERLOADED(Action.error(ErrorCode.OVERLOADED)),
        DEADLINE_EXCEEDED(Action.error(ErrorCode.DEADLINE_EXCEEDED)),
        SHUTTING_DOWN(Action.error(ErrorCode.SHUTTING_DOWN)),
        WINDOW_FULL(Action.error(ErrorCode.SESSION_WINDOW_FULL));

        private final Action action;

        Mishap(Action action) {
            this.action = action;
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_write_happens_once_whatever_became_of_its_first_copies(Mishap mishap) {
        try (KvClient db = builder(leader).build()) {
            leader.next(BodyCase.PUT, mishap.action, mishap.action);

            PutResult result = db.put("a", "1");

            assertThat(store.applied()).isEqualTo(1);
            assertThat(db.get("a").orElseThrow().modRevision()).isEqualTo(result.revision());
            assertThat(leader.seen(BodyCase.PUT).stream()
                            .map(r -> r.getWriteId().getSequence())
                            .distinct())
                    .hasSize(1);
            assertThat(db.unresolved()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void the_session_is_opened_once_whatever_became_of_its_first_request(Mishap mishap) {
        try (KvClient db = builder(leader).build()) {
            leader.next(BodyCase.OPEN_SESSION, mishap.action);

            db.put("a", "1");

            assertThat(store.sessions().open()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_read_is_answered_whatever_became_of_its_first_copy(Mishap mishap) {
        try (KvClient db = builder(leader, follower).build()) {
            leader.next(BodyCase.RANGE, mishap.action);

            assertThat(db.get("a")).isEmpty();
        }
    }

    @Test
    void a_hint_leads_to_a_leader_that_was_not_configured() {
        follower.script(request -> Action.notLeader(leader.address()));
        try (KvClient db = patient(follower).build()) {
            db.put("a", "1");
            db.put("b", "2");

            assertThat(leader.seen(BodyCase.PUT)).hasSize(2);
            // Asked once, for the session; then the leader is known.
            assertThat(follower.seen()).hasSize(1);
        }
    }

    @Test
    void the_greeting_names_the_leader() {
        follower.welcome(Welcome.newBuilder()
                .setVersion(1)
                .setLeader(io.ratiskv.protocol.LeaderHint.newBuilder().setClientAddress(leader.address())));
        try (KvClient db = patient(follower).build()) {
            db.get("a");
            db.put("a", "1");

            assertThat(leader.seen(BodyCase.PUT)).hasSize(1);
        }
    }

    @Test
    void a_leader_that_loses_an_answer_and_talks_to_others_is_asked_again_and_nobody_else() {
        follower.script(request -> Action.notLeader(leader.address()));
        try (KvClient db =
                builder(leader, follower).attemptTimeout(LONG_ATTEMPT).build()) {
            db.put("a", "1");
            int asked = follower.seen(BodyCase.PUT).size();
            leader.next(BodyCase.PUT, Action.LOSE_ANSWER, Action.LOSE_ANSWER);

            CompletableFuture<PutResult> put = db.async().put("b", "2");
            while (!put.isDone()) {
                db.get("a");
            }

            assertThat(put.join().revision()).isPositive();
            assertThat(leader.seen(BodyCase.PUT)).hasSize(4);
            assertThat(follower.seen(BodyCase.PUT)).hasSize(asked);
        }
    }

    @Test
    void a_leader_that_hangs_costs_one_attempt_and_is_avoided_until_it_speaks() {
        try (KvClient db =
                builder(leader, follower).attemptTimeout(LONG_ATTEMPT).build()) {
            db.put("a", "1");
            leader.pause();

            long start = System.nanoTime();
            db.put("a", "2");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(LONG_ATTEMPT);
            db.put("a", "3");

            leader.resume();
            assertThat(db.get("a").orElseThrow().valueText()).isEqualTo("3");
            assertThat(store.applied()).isEqualTo(3);
            assertThat(leader.seen(BodyCase.PUT))
                    .noneMatch(request ->
                            request.getPut().getValue().toStringUtf8().equals("3"));
        }
    }

    @Test
    void two_members_that_each_name_the_other_do_not_make_it_spin() {
        leader.script(request -> Action.notLeader(follower.address()));
        follower.script(request -> Action.notLeader(leader.address()));
        try (KvClient db =
                builder(leader, follower).deadline(Duration.ofMillis(1_500)).build()) {
            assertThatThrownBy(() -> db.put("a", "1")).isInstanceOfSatisfying(UnavailableException.class, e -> {
                assertThat(e.outcome()).isEqualTo(Outcome.NOT_APPLIED);
                assertThat(e.tried())
                        .extracting(UnavailableException.Tried::endpoint)
                        .containsExactlyInAnyOrder(leader.address(), follower.address());
            });
            assertThat(leader.seen().size() + follower.seen().size()).isLessThan(60);
        }
    }

    @Test
    void retry_after_is_honoured() {
        leader.next(
                BodyCase.PUT,
                Action.error(Error.newBuilder().setCode(ErrorCode.OVERLOADED).setRetryAfterMs(300)));
        try (KvClient db = builder(leader).build()) {
            long start = System.nanoTime();
            db.put("a", "1");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(300));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SHUTTING_DOWN", "UNAVAILABLE"})
    void a_member_that_goes_or_comes_is_not_waited_for_while_another_serves(ErrorCode code) {
        try (KvClient db = patient(leader, follower).build()) {
            db.put("a", "1");
            assertThat(leader.seen(BodyCase.PUT)).as("it leads").hasSize(1);
            // Asked to come back in a minute, which is beyond the deadline: waiting here would be failing.
            leader.script(
                    request -> Action.error(Error.newBuilder().setCode(code).setRetryAfterMs(60_000)));

            db.put("a", "2");

            assertThat(follower.seen(BodyCase.PUT)).hasSize(1);
        }
    }

    @Test
    void what_members_say_of_coming_back_counts_when_none_of_them_serves() {
        leader.next(
                BodyCase.RANGE,
                Action.error(Error.newBuilder().setCode(ErrorCode.SHUTTING_DOWN).setRetryAfterMs(300)));
        try (KvClient db = patient(leader).build()) {
            long start = System.nanoTime();
            db.get("a");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(300));
        }
    }

    @Test
    void retry_after_beyond_the_deadline_is_told_at_once() {
        leader.script(request -> request.hasOpenSession()
                ? Action.SERVE
                : Action.error(Error.newBuilder().setCode(ErrorCode.OVERLOADED).setRetryAfterMs(60_000)));
        try (KvClient db = builder(leader).build()) {
            long start = System.nanoTime();
            assertThatThrownBy(() -> db.put("a", "1")).isInstanceOfSatisfying(OverloadedException.class, e -> {
                assertThat(e.retryAfter()).isEqualTo(Duration.ofMinutes(1));
                assertThat(e.outcome()).isEqualTo(Outcome.NOT_APPLIED);
                assertThat(e.retryable()).isTrue();
            });
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
        }
    }

    @Test
    void an_overloaded_member_is_asked_again_for_one_call_in_ten_and_the_others_are_told_at_once() {
        try (KvClient db = patient(leader).withoutThrottling().build()) {
            db.put("a", "1");
            leader.script(request -> request.hasPut() ? Action.error(ErrorCode.OVERLOADED) : Action.SERVE);

            List<CompletableFuture<PutResult>> puts = putMany(db, 400);

            assertThat(puts)
                    .allSatisfy(put -> assertThat(put)
                            .failsWithin(Duration.ofSeconds(15))
                            .withThrowableOfType(ExecutionException.class)
                            .withCauseInstanceOf(OverloadedException.class));
            // The first, 400, a hundred that were saved up, and one in ten.
            assertThat(leader.seen(BodyCase.PUT)).hasSizeBetween(500, 545);
            leader.script(request -> Action.SERVE);
            db.put("a", "2");
            assertThat(db.unresolved()).isEmpty();
        }
    }

    @Test
    void a_write_for_which_there_is_no_space_waits_for_it_and_then_says_which_bound_it_met() {
        leader.script(request -> request.hasOpenSession()
                ? Action.SERVE
                : Action.error(Error.newBuilder()
                        .setCode(ErrorCode.OUT_OF_SPACE)
                        .setField("storage.quota-bytes")
                        .setLimit(800)
                        .setActual(900)
                        .setRetryAfterMs(100)));
        try (KvClient db = builder(leader).build()) {
            assertThatThrownBy(() -> db.withDeadline(Duration.ofSeconds(1)).put("a", "1"))
                    .isInstanceOfSatisfying(OutOfSpaceException.class, e -> {
                        assertThat(e.setting()).isEqualTo("storage.quota-bytes");
                        assertThat(e.limitBytes()).isEqualTo(800);
                        assertThat(e.actualBytes()).isEqualTo(900);
                        assertThat(e.retryAfter()).isEqualTo(Duration.ofMillis(100));
                        assertThat(e.outcome()).isEqualTo(Outcome.NOT_APPLIED);
                    });
        }
    }

    @Test
    void a_member_that_answers_others_but_is_slow_is_not_sent_everything_again() {
        store.sessions().window(1_000);
        try (KvClient db = builder(leader)
                .deadline(Duration.ofSeconds(6))
                .attemptTimeout(LONG_ATTEMPT)
                .build()) {
            db.put("a", "1");
            leader.script(request -> request.hasPut() ? Action.LOSE_REQUEST : Action.SERVE);

            List<CompletableFuture<PutResult>> puts = putMany(db, 1_000);
            while (!puts.stream().allMatch(CompletableFuture::isDone)) {
                db.get("a");
            }

            // One in ten of the reads is allowed as well; without a bound each write is sent six times.
            assertThat(leader.seen(BodyCase.PUT).size()).isBetween(1_001, 3_000);
        }
    }

    private static List<CompletableFuture<PutResult>> putMany(KvClient db, int count) {
        List<CompletableFuture<PutResult>> puts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            puts.add(db.async().put("b" + i, "1"));
        }
        return puts;
    }

    @Test
    void a_bounded_read_goes_on_until_a_member_is_fresh_enough() {
        follower.script(request ->
                Action.error(Error.newBuilder().setCode(ErrorCode.STALE_READ).setActual(700)));
        try (KvClient db = builder(follower, leader).build()) {
            Kv bounded = db.withConsistency(Consistency.bounded(Duration.ofMillis(100)));
            for (int i = 0; i < 4; i++) {
                assertThat(bounded.get("a")).isEmpty();
            }
            leader.script(request -> Action.error(
                    Error.newBuilder().setCode(ErrorCode.STALE_READ).setActual(700)));
            assertThatThrownBy(() -> bounded.withDeadline(Duration.ofSeconds(1)).get("a"))
                    .isInstanceOfSatisfying(
                            StaleReadException.class, e -> assertThat(e.age()).isEqualTo(Duration.ofMillis(700)));
        }
    }

    @Test
    void local_reads_take_turns_and_linearizable_ones_go_to_the_leader() {
        try (KvClient db = patient(leader, follower).build()) {
            db.put("a", "1");
            for (int i = 0; i < 6; i++) {
                db.get("a");
            }
            long atLeader = leader.seen(BodyCase.RANGE).size();
            long atFollower = follower.seen(BodyCase.RANGE).size();
            assertThat(List.of(atLeader, atFollower)).containsExactlyInAnyOrder(6L, 0L);
            for (int i = 0; i < 6; i++) {
                db.withConsistency(Consistency.LOCAL).get("a");
            }
            assertThat(leader.seen(BodyCase.RANGE).size() - atLeader).isEqualTo(3);
        }
    }

    @Test
    void a_minimum_revision_travels_with_every_read_of_the_view() {
        try (KvClient db = builder(leader).build()) {
            db.withMinRevision(1).withDeadline(Duration.ofSeconds(20)).get("a");
            Request request = leader.seen(BodyCase.RANGE).get(0);
            assertThat(request.getRange().getMinRevision()).isEqualTo(1);
            assertThat(request.getDeadlineMs()).isBetween(1, 20_000);
        }
    }

    @Test
    void a_request_beyond_the_members_limits_is_refused_by_name_before_it_is_sent() {
        leader.welcome(Welcome.newBuilder()
                .setVersion(1)
                .setKeyBytesMax(8)
                .setFrameBytesMax(1_000)
                .setTxnOperationsMax(2));
        try (KvClient db = builder(leader).build()) {
            assertThatThrownBy(() -> db.put("123456789", "1")).isInstanceOfSatisfying(TooLargeException.class, e -> {
                assertThat(e.field()).isEqualTo("put.key");
                assertThat(e.limit()).isEqualTo(8);
                assertThat(e.actual()).isEqualTo(9);
                assertThat(e.outcome()).isEqualTo(Outcome.NOT_APPLIED);
            });
            assertThatThrownBy(() -> db.put("a", "x".repeat(2_000)))
                    .isInstanceOfSatisfying(
                            TooLargeException.class, e -> assertThat(e.field()).isEqualTo("request"));
            assertThatThrownBy(() -> db.txn(Txn.of(Put.of("a", "1"), Put.of("b", "1"), Put.of("c", "1"))))
                    .isInstanceOfSatisfying(
                            TooLargeException.class, e -> assertThat(e.field()).isEqualTo("txn.success"));
            assertThat(leader.seen(BodyCase.PUT)).isEmpty();
            // And nothing is left behind that a later write would stumble over.
            db.put("a", "1");
            assertThat(db.unresolved()).isEmpty();
        }
    }
}
