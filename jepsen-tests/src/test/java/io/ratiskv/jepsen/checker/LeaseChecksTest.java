package io.ratiskv.jepsen.checker;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratiskv.jepsen.checker.Verdict.Result;
import io.ratiskv.jepsen.history.Call;
import io.ratiskv.jepsen.history.Completion;
import io.ratiskv.jepsen.history.LeaseAnswer;
import io.ratiskv.jepsen.history.LeaseRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LeaseChecksTest {
    private static final Duration LATE_MAX = Duration.ofSeconds(10);

    private final List<Call<LeaseRequest, LeaseAnswer>> calls = new ArrayList<>();
    private int event;

    @Test
    void a_lease_that_ends_a_little_late_with_all_its_keys_is_right() {
        grant(0, 7, 1_000);
        put(10, "a", 7, 2);
        put(20, "b", 7, 3);
        keepAlive(500, 7, 1_000);
        gone(1_550, "a", 4);
        gone(1_551, "b", 4);
        keepAlive(1_600, 7, 0);
        read(1_700, 4);
        assertThat(verdicts()).allMatch(Verdict::valid);
        assertThat(LeaseChecks.lateness(calls)).containsExactly(50_000_000);
    }

    @Test
    void early_a_key_gone_before_the_last_keep_alive_allows() {
        grant(0, 7, 1_000);
        put(10, "a", 7, 2);
        keepAlive(500, 7, 1_000);
        gone(1_400, "a", 3);
        assertThat(reasons(0))
                .singleElement()
                .asString()
                .startsWith("early: key a")
                .contains("99.0 ms");
    }

    /** The store counts in whole ones. */
    @Test
    void the_last_millisecond_is_not_promised_and_the_one_before_is() {
        grant(0, 7, 1_000);
        put(10, "a", 7, 2);
        gone(999, "a", 3);
        assertThat(verdicts()).allMatch(Verdict::valid);
        grant(2_000, 8, 1_000);
        put(2_010, "b", 8, 4);
        gone(2_998, "b", 5);
        assertThat(reasons(0)).singleElement().asString().startsWith("early: key b");
    }

    @Test
    void early_a_keep_alive_that_finds_no_lease_before_its_time() {
        grant(0, 7, 1_000);
        put(10, "a", 7, 2);
        keepAlive(900, 7, 0);
        gone(1_100, "a", 3);
        assertThat(reasons(0)).singleElement().asString().startsWith("early: lease 7");
    }

    @Test
    void early_a_key_gone_before_the_time_that_was_said_to_remain() {
        grant(0, 7, 1_000);
        put(10, "a", 7, 2);
        call(500, "ttl", new LeaseRequest.TimeToLive(7), new LeaseAnswer.Lives(900));
        gone(1_300, "a", 3);
        assertThat(reasons(0)).singleElement().asString().startsWith("early: key a");
    }

    @Test
    void a_revoked_lease_and_a_key_deleted_by_hand_may_go_at_once() {
        grant(0, 7, 1_000);
        put(10, "a", 7, 2);
        put(11, "b", 7, 3);
        call(20, "delete", new LeaseRequest.Delete("b"), new LeaseAnswer.At(4));
        gone(25, "b", 4);
        call(30, "revoke", new LeaseRequest.Revoke(7), new LeaseAnswer.At(5));
        gone(35, "a", 5);
        assertThat(verdicts()).allMatch(Verdict::valid);
    }

    @Test
    void a_renewal_that_ended_unknown_prolongs_nothing_but_may_have() {
        grant(0, 7, 1_000);
        put(10, "a", 7, 2);
        calls.add(new Call<>(
                1,
                "keep-alive",
                new LeaseRequest.KeepAlive(7),
                null,
                Completion.INFO,
                event++,
                event++,
                900_000_000,
                901_000_000,
                ""));
        gone(1_050, "a", 3);
        assertThat(verdicts()).allMatch(Verdict::valid);
        assertThat(LeaseChecks.lateness(calls)).isEmpty();
    }

    @Test
    void stays_a_key_that_outlives_its_lease() {
        grant(0, 7, 1_000);
        put(10, "a", 7, 2);
        put(11, "b", 7, 3);
        gone(1_010, "a", 4);
        read(12_000, 4, "b");
        assertThat(reasons(1)).singleElement().asString().startsWith("stays: key b");
    }

    @Test
    void in_parts_keys_of_one_lease_gone_at_two_revisions() {
        grant(0, 7, 1_000);
        put(10, "a", 7, 2);
        put(11, "b", 7, 3);
        gone(1_010, "a", 4);
        gone(1_010, "b", 5);
        assertThat(reasons(1)).singleElement().asString().startsWith("in-parts");
    }

    @Test
    void went_a_key_that_was_detached() {
        grant(0, 7, 1_000);
        put(10, "a", 7, 2);
        put(11, "b", 7, 3);
        put(12, "b", 0, 4);
        gone(1_010, "a", 5);
        gone(1_010, "b", 5);
        read(1_100, 5);
        assertThat(reasons(1)).hasSize(2).allMatch(reason -> reason.startsWith("went: key b"));
    }

    @Test
    void attached_a_key_put_with_a_lease_that_is_no_more() {
        grant(0, 7, 1_000);
        put(10, "a", 7, 2);
        gone(1_010, "a", 3);
        put(1_020, "b", 7, 4);
        assertThat(reasons(1)).singleElement().asString().startsWith("attached: key b");
    }

    @Test
    void a_key_with_an_unknown_put_is_not_judged() {
        grant(0, 7, 1_000);
        put(10, "a", 7, 2);
        put(11, "b", 7, 3);
        calls.add(new Call<>(
                1,
                "put",
                new LeaseRequest.Put("b", 0),
                null,
                Completion.INFO,
                event++,
                event++,
                12_000_000,
                13_000_000,
                ""));
        gone(1_010, "a", 4);
        read(20_000, 4, "b");
        assertThat(verdicts()).allMatch(Verdict::valid);
    }

    @Test
    void leases_that_nobody_saw_end_are_not_known_to_be_good() {
        grant(0, 7, 1_000);
        assertThat(verdicts()).allMatch(verdict -> verdict.result() == Result.UNKNOWN);
    }

    private void grant(long at, long id, long ttlMillis) {
        call(at, "grant", new LeaseRequest.Grant(ttlMillis), new LeaseAnswer.Granted(id));
    }

    private void keepAlive(long at, long id, long lives) {
        call(at, "keep-alive", new LeaseRequest.KeepAlive(id), new LeaseAnswer.Lives(lives));
    }

    private void put(long at, String key, long lease, long revision) {
        call(at, "put", new LeaseRequest.Put(key, lease), new LeaseAnswer.At(revision));
    }

    private void gone(long at, String key, long revision) {
        call(at, "told", new LeaseRequest.Told(), new LeaseAnswer.Gone(key, revision));
    }

    private void read(long at, long revision, String... keys) {
        call(at, "read", new LeaseRequest.ReadAll(), new LeaseAnswer.Keys(revision, List.of(keys)));
    }

    /** Takes no time. */
    private void call(long atMillis, String function, LeaseRequest input, @Nullable LeaseAnswer output) {
        calls.add(new Call<>(
                0,
                function,
                input,
                output,
                Completion.OK,
                event++,
                event++,
                atMillis * 1_000_000,
                atMillis * 1_000_000,
                ""));
    }

    private List<Verdict> verdicts() {
        return LeaseChecks.verdicts(calls, LATE_MAX);
    }

    private List<String> reasons(int verdict) {
        return verdicts().get(verdict).violations().stream()
                .map(Violation::reason)
                .toList();
    }
}
