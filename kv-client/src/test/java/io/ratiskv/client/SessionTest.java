package io.ratiskv.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.ratiskv.client.fake.FakeMember;
import io.ratiskv.client.fake.FakeMember.Action;
import io.ratiskv.client.fake.FakeStore;
import io.ratiskv.protocol.ErrorCode;
import io.ratiskv.protocol.Request.BodyCase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is known of a write after the deadline, after a restart, and after somebody else came along. */
class SessionTest {
    private final FakeStore store = new FakeStore();
    private final FakeMember member = FakeMember.start(store);

    @AfterEach
    void close() {
        member.close();
    }

    private KvClient open(String identity) {
        return KvClient.builder()
                .endpoints(member.address())
                .identity(identity)
                .deadline(Duration.ofSeconds(20))
                .attemptTimeout(Duration.ofMillis(100))
                .build();
    }

    /** A put of which the caller cannot know what became. */
    private RequestId unknownPut(KvClient db, Action action) {
        // Opens the session, so that all of the little time is the write's.
        db.unresolved();
        member.script(request -> request.hasPut() ? action : Action.SERVE);
        KvException failure;
        do {
            failure = catchThrowableOfType(
                    KvException.class,
                    () -> db.withDeadline(Duration.ofMillis(300)).put("a", "unknown"));
            // On a busy machine the time may be over before anything was sent.
        } while (failure instanceof UnavailableException);
        assertThat(failure).isInstanceOf(OutcomeUnknownException.class);
        OutcomeUnknownException unknown = (OutcomeUnknownException) failure;
        assertThat(unknown.outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(unknown.retryable()).isFalse();
        assertThat(unknown.requestId()).contains(unknown.id());
        member.script(request -> Action.SERVE);
        return unknown.id();
    }

    @Test
    void a_write_whose_answers_were_all_lost_is_resolved_to_its_first_answer() {
        try (KvClient db = open("i")) {
            RequestId id = unknownPut(db, Action.LOSE_ANSWER);
            assertThat(db.unresolved()).containsExactly(id);

            Resolution resolution = db.resolve(RequestId.parse(id.toString()));

            assertThat(resolution.outcome()).isEqualTo(Outcome.APPLIED);
            assertThat(resolution.answer().orElseThrow().revision())
                    .isEqualTo(db.get("a").orElseThrow().modRevision());
            assertThat(db.unresolved()).isEmpty();
            assertThat(store.applied()).isEqualTo(1);
        }
    }

    @Test
    void a_write_that_never_arrived_is_resolved_to_not_applied_and_can_never_be_applied_then() {
        try (KvClient db = open("i")) {
            RequestId id = unknownPut(db, Action.LOSE_REQUEST);
            var copy = member.seen(BodyCase.PUT).get(0);

            assertThat(db.resolve(id).outcome()).isEqualTo(Outcome.NOT_APPLIED);

            // A copy that the network had kept back arrives only now.
            assertThat(store.serve(copy).getError().getCode())
                    .isIn(ErrorCode.SESSION_FENCED, ErrorCode.RESULT_DISCARDED);
            assertThat(db.get("a")).isEmpty();
            db.put("a", "2");
            assertThat(db.get("a").orElseThrow().valueText()).isEqualTo("2");
            assertThat(store.applied()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"serve and break", "lose the answer", "say that the outcome is unknown", "tear the answer"})
    void a_copy_that_may_have_arrived_is_not_forgotten_over_later_ones_that_certainly_did_nothing(String first) {
        Action mishap = switch (first) {
            case "serve and break" -> Action.SERVE_AND_BREAK;
            case "lose the answer" -> Action.LOSE_ANSWER;
            case "tear the answer" -> Action.TEAR;
            default -> Action.error(ErrorCode.OUTCOME_UNKNOWN);
        };
        try (KvClient db = open("i")) {
            db.unresolved();
            List<Action> left = new ArrayList<>(List.of(mishap));
            member.script(request -> left.isEmpty() ? Action.error(ErrorCode.NO_LEADER) : left.remove(0));

            assertThatThrownBy(() -> db.withDeadline(Duration.ofSeconds(2)).put("a", "1"))
                    .isInstanceOf(OutcomeUnknownException.class);

            assertThat(member.seen(BodyCase.PUT)).hasSizeGreaterThan(1);
        }
    }

    @Test
    void the_cluster_is_not_let_forget_the_answer_to_an_unresolved_write() {
        try (KvClient db = open("i")) {
            RequestId id = unknownPut(db, Action.LOSE_ANSWER);
            for (int i = 0; i < 20; i++) {
                db.put("b", "" + i);
            }
            assertThat(store.sessions().kept("i")).contains(id.sequence());
            db.abandon(id);
            db.put("b", "x");
            db.put("b", "y");
            assertThat(store.sessions().kept("i")).hasSize(1);
            assertThat(db.unresolved()).isEmpty();
        }
    }

    @Test
    void at_half_of_the_window_an_unresolved_write_is_settled_by_the_client_itself() {
        store.sessions().window(16);
        try (KvClient db = open("i")) {
            RequestId applied = unknownPut(db, Action.LOSE_ANSWER);
            RequestId lost = unknownPut(db, Action.LOSE_REQUEST);
            for (int i = 0; i < 100; i++) {
                db.put("b", "" + i);
            }
            assertThat(db.unresolved()).containsExactly(applied, lost);
            assertThat(store.sessions().kept("i")).hasSizeLessThan(16);
            assertThat(db.resolve(applied).outcome()).isEqualTo(Outcome.APPLIED);
            assertThat(db.resolve(lost).outcome()).isEqualTo(Outcome.NOT_APPLIED);
            assertThat(store.applied()).isEqualTo(101);
        }
    }

    @Test
    void a_full_window_holds_writes_back_until_there_is_room() {
        store.sessions().window(4);
        try (KvClient db = open("i")) {
            List<CompletableFuture<PutResult>> puts = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                puts.add(db.async().put("k" + i, "v"));
            }
            puts.forEach(CompletableFuture::join);
            assertThat(store.applied()).isEqualTo(100);
        }
    }

    @Test
    void a_restarted_client_learns_what_became_of_its_predecessors_writes() {
        RequestId applied;
        RequestId lost;
        try (KvClient first = open("i")) {
            first.put("x", "1");
            applied = unknownPut(first, Action.LOSE_ANSWER);
            lost = unknownPut(first, Action.LOSE_REQUEST);
            // Dies without another word.
            first.close(Duration.ZERO);
        }
        try (KvClient second = open("i")) {
            assertThat(second.unresolved()).extracting(RequestId::sequence).contains(applied.sequence());
            assertThat(second.resolve(applied).outcome()).isEqualTo(Outcome.APPLIED);
            assertThat(second.resolve(lost).outcome()).isEqualTo(Outcome.NOT_APPLIED);
            second.unresolved().forEach(second::abandon);
            second.put("y", "1");
            assertThat(second.unresolved()).isEmpty();
            // The first of its own has a number that no write of the first client ever had.
            assertThat(member.seen(BodyCase.PUT)
                            .get(member.seen(BodyCase.PUT).size() - 1)
                            .getWriteId()
                            .getSequence())
                    .isGreaterThan(lost.sequence());
        }
    }

    @Test
    void an_id_of_another_identity_is_refused() {
        try (KvClient db = open("i")) {
            assertThatThrownBy(() -> db.resolve(new RequestId("other", 1, 1, 1)))
                    .isInstanceOf(InvalidArgumentException.class);
        }
    }

    @Test
    void a_session_that_has_expired_is_opened_anew_for_a_write_that_was_never_sent() {
        try (KvClient db = open("i")) {
            db.put("a", "1");
            store.sessions().expireAll();
            db.put("a", "2");
            assertThat(db.get("a").orElseThrow().valueText()).isEqualTo("2");
            assertThat(store.applied()).isEqualTo(2);
        }
    }

    @Test
    void a_write_that_was_sent_before_its_session_expired_stays_unknown() {
        try (KvClient db = open("i")) {
            db.put("a", "1");
            member.script(request -> {
                if (!request.hasPut()) {
                    return Action.SERVE;
                }
                return (m, r, out) -> {
                    store.serve(r);
                    store.sessions().expireAll();
                    member.script(later -> Action.SERVE);
                };
            });
            SessionExpiredException expired =
                    catchThrowableOfType(SessionExpiredException.class, () -> db.put("a", "2"));
            assertThat(expired.outcome()).isEqualTo(Outcome.UNKNOWN);
            RequestId id = expired.requestId().orElseThrow();
            assertThat(db.resolve(id).outcome()).isEqualTo(Outcome.UNKNOWN);
            db.put("a", "3");
            assertThat(store.applied()).isEqualTo(3);
        }
    }

    @Test
    void a_second_client_with_the_same_identity_fences_the_first_which_can_still_read() {
        try (KvClient first = open("i");
                KvClient second = open("i")) {
            first.put("a", "1");
            second.put("a", "2");

            assertThatThrownBy(() -> first.put("a", "3"))
                    .isInstanceOfSatisfying(
                            SessionFencedException.class,
                            e -> assertThat(e.outcome()).isEqualTo(Outcome.NOT_APPLIED));
            assertThatThrownBy(() -> first.put("a", "4")).isInstanceOf(SessionFencedException.class);
            assertThat(first.get("a").orElseThrow().valueText()).isEqualTo("2");
            second.put("a", "5");
            assertThat(store.applied()).isEqualTo(3);
        }
    }

    @Test
    void a_write_that_was_fenced_on_its_second_copy_was_not_applied() {
        try (KvClient first = open("i");
                KvClient second = open("i")) {
            first.put("a", "1");
            member.script(request -> {
                member.script(later -> Action.SERVE);
                second.async().put("a", "2").join();
                return Action.LOSE_REQUEST;
            });
            assertThatThrownBy(() -> first.put("a", "3"))
                    .isInstanceOfSatisfying(
                            SessionFencedException.class,
                            e -> assertThat(e.outcome()).isEqualTo(Outcome.NOT_APPLIED));
            assertThat(first.unresolved()).isEmpty();
            assertThat(second.get("a").orElseThrow().valueText()).isEqualTo("2");
        }
    }

    @Test
    void a_write_that_was_applied_before_the_takeover_still_gets_its_first_answer() {
        try (KvClient first = open("i");
                KvClient second = open("i")) {
            first.put("a", "1");
            member.script(request -> (m, r, out) -> {
                member.script(later -> Action.SERVE);
                store.serve(r);
                second.async().put("b", "2").join();
            });
            assertThat(first.put("a", "3").revision())
                    .isEqualTo(second.get("a").orElseThrow().modRevision());
            assertThat(store.applied()).isEqualTo(3);
        }
    }

    @Test
    void an_anonymous_session_ends_with_its_client_and_a_named_one_does_not() {
        try (KvClient anonymous = KvClient.builder().endpoints(member.address()).build();
                KvClient named = open("i")) {
            anonymous.put("a", "1");
            named.put("a", "2");
            assertThat(store.sessions().open()).isEqualTo(2);
        }
        assertThat(store.sessions().open()).isEqualTo(1);
    }

    @Test
    void request_ids_survive_as_text_whatever_the_identity() {
        RequestId id = new RequestId("a/b/7", 1, 2, 3);
        assertThat(RequestId.parse(id.toString())).isEqualTo(id);
        assertThatThrownBy(() -> RequestId.parse("a/b")).isInstanceOf(InvalidArgumentException.class);
        assertThatThrownBy(() -> RequestId.parse("a/1/2/x")).hasMessageContaining("a/1/2/x");
    }

    @Test
    void a_takeover_waits_for_the_writes_under_way_and_none_of_them_is_lost() {
        try (KvClient db = open("i")) {
            RequestId lost = unknownPut(db, Action.LOSE_REQUEST);
            List<CompletableFuture<PutResult>> puts = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                puts.add(db.async().put("k" + i, "v"));
                if (i == 25) {
                    puts.add(db.async().resolve(lost).thenApply(resolution -> {
                        assertThat(resolution.outcome()).isEqualTo(Outcome.NOT_APPLIED);
                        return new PutResult(0, java.util.Optional.empty());
                    }));
                }
            }
            puts.forEach(CompletableFuture::join);
            assertThat(store.applied()).isEqualTo(50);
        }
    }
}
