package io.ratiskv.jepsen.checker;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratiskv.jepsen.checker.Verdict.Result;
import io.ratiskv.jepsen.history.CallRecorder;
import io.ratiskv.jepsen.history.PlaceAnswer;
import io.ratiskv.jepsen.history.PlaceRequest;
import io.ratiskv.jepsen.history.RevisionAnswer;
import io.ratiskv.jepsen.history.RevisionRequest;
import io.ratiskv.jepsen.history.SetRequest;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class PredicateChecksTest {
    private final CallRecorder<SetRequest, List<Long>> set = new CallRecorder<>();
    private final CallRecorder<RevisionRequest, RevisionAnswer> revisions = new CallRecorder<>();
    private final CallRecorder<PlaceRequest, PlaceAnswer> places = new CallRecorder<>();

    @Test
    void a_set_element_that_a_read_found_must_be_in_every_later_read() {
        set.begin(0, "add", new SetRequest.Add(1)).unknown("timeout");
        set.begin(1, "read", new SetRequest.ReadAll()).ok(List.of(1L));
        set.begin(2, "read", new SetRequest.ReadAll()).ok(List.of());
        assertThat(SetCheck.check(set.calls()))
                .singleElement()
                .satisfies(v -> assertThat(v.reason()).startsWith("lost: 1"));
    }

    @Test
    void a_set_read_may_miss_an_add_that_overlaps_it() {
        CallRecorder<SetRequest, List<Long>>.OpenCall add = set.begin(0, "add", new SetRequest.Add(1));
        set.begin(1, "read", new SetRequest.ReadAll()).ok(List.of());
        CallRecorder<SetRequest, List<Long>>.OpenCall read = set.begin(1, "read", new SetRequest.ReadAll());
        add.ok(List.of());
        read.ok(List.of());
        set.begin(1, "read", new SetRequest.ReadAll()).ok(List.of(1L));
        assertThat(SetCheck.verdict(set.calls()).result()).isEqualTo(Result.VALID);
    }

    @Test
    void a_set_that_nobody_read_is_not_known_to_be_good() {
        set.begin(0, "add", new SetRequest.Add(1)).ok(List.of());
        assertThat(SetCheck.verdict(set.calls()).result()).isEqualTo(Result.UNKNOWN);
    }

    @Test
    void a_set_element_found_before_its_add_began_is_a_phantom() {
        set.begin(1, "read", new SetRequest.ReadAll()).ok(List.of(1L));
        set.begin(0, "add", new SetRequest.Add(1)).ok(List.of());
        assertThat(SetCheck.check(set.calls()))
                .singleElement()
                .satisfies(v -> assertThat(v.reason()).contains("a read ended before the add of 1 began"));
    }

    @Test
    void a_session_that_goes_back_is_told_with_both_answers() {
        read(7, "k", 0, null, 5, 5);
        read(8, "k", 0, null, 3, 3);
        assertThat(MonotonicSession.check(revisions.calls())).isEmpty();
        read(7, "k", 0, null, 4, 3);
        assertThat(MonotonicSession.check(revisions.calls()))
                .singleElement()
                .satisfies(v -> assertThat(v.operations()).hasSize(2));
    }

    @Test
    void a_session_finds_its_own_write() {
        write(7, "k", 9);
        read(7, "k", 0, null, 8, 0);
        assertThat(MonotonicSession.check(revisions.calls()))
                .anyMatch(v -> v.reason().equals("a session went back in time"));
    }

    @Test
    void an_answer_below_the_minimum_revision_is_refused() {
        read(7, "k", 6, null, 5, 0);
        assertThat(MonotonicSession.verdict(revisions.calls()).violations())
                .singleElement()
                .satisfies(v -> assertThat(v.reason()).contains("older than the minimum"));
    }

    @Test
    void an_old_value_under_a_new_revision_is_seen() {
        write(7, "k", 4);
        read(8, "k", 0, null, 5, 2);
        assertThat(MonotonicSession.check(revisions.calls()))
                .anyMatch(v -> v.reason().equals("a read did not find the last write at its revision"));
    }

    @Test
    void a_bounded_read_sees_what_was_told_longer_ago_than_its_bound() {
        write(7, "k", 4);
        read(8, "k", 0, Duration.ofHours(1), 3, 0);
        assertThat(BoundedStaleness.check(revisions.calls(), Duration.ZERO)).isEmpty();
        read(8, "k", 0, Duration.ZERO, 3, 0);
        assertThat(BoundedStaleness.check(revisions.calls(), Duration.ZERO)).hasSize(1);
        assertThat(BoundedStaleness.check(revisions.calls(), Duration.ofHours(1)))
                .isEmpty();
    }

    @Test
    void a_read_that_was_told_counts_like_a_write() {
        read(7, "k", 0, Duration.ZERO, 9, 0);
        read(8, "k", 0, Duration.ZERO, 8, 0);
        assertThat(BoundedStaleness.verdict(revisions.calls(), Duration.ZERO).result())
                .isEqualTo(Result.INVALID);
    }

    @Test
    void two_claims_of_the_last_place_are_a_phantom() {
        claim("a", List.of(), true);
        claim("b", List.of("a"), true);
        claim("c", List.of("a"), true);
        assertThat(PhantomCheck.check(places.calls(), 2))
                .anyMatch(v -> v.reason().contains("both counted 1"))
                .anyMatch(v -> v.reason().equals("an acknowledged key was not found"));
    }

    @Test
    void a_range_that_fills_up_as_it_should_is_good_and_one_that_does_not_is_not_known() {
        claim("a", List.of(), true);
        assertThat(PhantomCheck.verdict(places.calls(), 2).result()).isEqualTo(Result.UNKNOWN);
        claim("b", List.of("a"), true);
        claim("c", List.of("a", "b"), false);
        assertThat(PhantomCheck.verdict(places.calls(), 2).result()).isEqualTo(Result.VALID);
    }

    @Test
    void a_range_with_more_than_its_limit_is_told() {
        claim("a", List.of(), true);
        claim("b", List.of("a"), true);
        places.begin(0, "count", new PlaceRequest.Count("r")).ok(new PlaceAnswer(List.of("a", "b", "x"), false));
        assertThat(PhantomCheck.check(places.calls(), 2))
                .anyMatch(v -> v.reason().equals("more than 2 keys"))
                .anyMatch(v -> v.reason().contains("nobody put in"));
    }

    private void claim(String key, List<String> found, boolean placed) {
        places.begin(0, "claim", new PlaceRequest.Claim("r", key)).ok(new PlaceAnswer(found, placed));
    }

    private void write(int process, String key, long revision) {
        revisions.begin(process, "write", new RevisionRequest.Write(key)).ok(RevisionAnswer.written(revision));
    }

    private void read(
            int process, String key, long least, @org.jspecify.annotations.Nullable Duration age, long at, long mod) {
        revisions
                .begin(process, "read", new RevisionRequest.Read(key, least, age))
                .ok(new RevisionAnswer(at, mod));
    }
}
