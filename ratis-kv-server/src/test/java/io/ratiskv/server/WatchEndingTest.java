package io.ratiskv.server;

import static io.ratiskv.server.WatchedState.LIMITS;
import static io.ratiskv.server.WatchedState.key;
import static io.ratiskv.server.WatchedState.put;
import static io.ratiskv.server.WatchedState.range;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.ratiskv.protocol.ErrorCode;
import io.ratiskv.protocol.WatchControlRequest;
import io.ratiskv.protocol.WatchListResponse;
import io.ratiskv.server.WatchedState.Client;
import io.ratiskv.server.mvcc.ChangePage;
import io.ratiskv.server.mvcc.ChangeQuery;
import io.ratiskv.server.mvcc.HistoryPosition;
import io.ratiskv.server.mvcc.KeyInterval;
import io.ratiskv.server.mvcc.RangePage;
import io.ratiskv.server.propose.LogStatus;
import io.ratiskv.server.propose.LogStatus.Role;
import io.ratiskv.server.propose.Refusal;
import io.ratiskv.server.watch.HistorySource;
import io.ratiskv.server.watch.WatchLimits;
import io.ratiskv.server.watch.WatchParts;
import io.ratiskv.server.watch.WatchReply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How a watch ends: always with a word, whatever ends it. */
class WatchEndingTest {
    private static final LogStatus LED = new LogStatus(Role.FOLLOWER, 1, false, "n2", null, 0, 0);
    private static final LogStatus ALONE = new LogStatus(Role.CANDIDATE, 1, false, null, null, 0, 0);

    private WatchedState member = new WatchedState(LIMITS);

    @AfterEach
    void close() {
        member.close();
    }

    // ---- as asked for ------------------------------------------------------------------------------------------

    @Test
    void a_cancelled_watch_gets_a_last_word_and_nothing_after_it() {
        Told told = member.open(key("a"));
        Told other = member.open(key("a"));
        assertThat(told.control(WatchControlRequest.newBuilder().setCancel(true)))
                .isTrue();
        assertThat(told.control(WatchControlRequest.newBuilder().setCancel(true)))
                .isFalse();
        member.apply(put("a", "1"));
        member.run();

        assertThat(told.words()).isEqualTo("CREATED 1 | CANCELED 1");
        assertThat(told.ended).isTrue();
        assertThat(other.words()).isEqualTo("CREATED 1 | EVENTS 2: put a=1");
        assertThat(member.watches.watches()).isEqualTo(1);
    }

    @Test
    void watches_go_with_their_connection() {
        Client client = new Client();
        member.open(key("a"), client);
        member.open(range("a", "z").setSnapshot(true), client);
        Told other = member.open(key("a"));
        member.watches.closed(client);
        member.run();
        member.apply(put("a", "1"));
        member.run();

        assertThat(member.watches.watches()).isEqualTo(1);
        assertThat(other.words()).isEqualTo("CREATED 1 | EVENTS 2: put a=1");
    }

    @Test
    void a_member_that_stops_ends_its_watches_and_takes_no_more() {
        Told told = member.open(key("a"));
        member.watches.shutDown(Refusal.of(ErrorCode.SHUTTING_DOWN, "stopping"));
        member.run();
        Told late = member.open(key("a"));

        assertThat(requireNonNull(told.refusal).code()).isEqualTo(ErrorCode.SHUTTING_DOWN);
        assertThat(requireNonNull(late.refusal).code()).isEqualTo(ErrorCode.SHUTTING_DOWN);
    }

    @Test
    void more_watches_than_allowed_are_refused_with_the_limit() {
        member = new WatchedState(new WatchLimits(
                2, 3, 1_000, Duration.ofSeconds(5), Duration.ofMillis(100), 1_000_000, 1_000_000, 1_000, 2, 1_000_000));
        Client client = new Client();
        member.open(key("a"), client);
        member.open(key("a"), client);
        Refusal connection = requireNonNull(member.open(key("a"), client).refusal);
        member.open(key("a"));
        Refusal whole = requireNonNull(member.open(key("a")).refusal);

        assertThat(connection.code()).isEqualTo(ErrorCode.TOO_MANY_WATCHES);
        assertThat(connection.limit()).isEqualTo(2);
        assertThat(whole.code()).isEqualTo(ErrorCode.TOO_MANY_WATCHES);
        assertThat(whole.limit()).isEqualTo(3);
    }

    // ---- failures ---------------------------------------------------------------------------------------------

    @Test
    void an_error_while_telling_ends_every_watch_with_a_word_and_those_opened_later_miss_nothing() {
        Told bystander = member.open(range("a", "z"));
        Told opening = new Told(member, new Client(), 7);
        Failing failing = new Failing();
        member.watches.open(key("a").build(), new Client(), 1, Long.MAX_VALUE, failing);
        member.run();
        member.watches.open(key("b").build(), opening.client, opening.id, Long.MAX_VALUE, opening);
        failing.fails = true;
        member.apply(put("a", "1"));
        member.run();

        assertThat(requireNonNull(failing.refusal).code()).isEqualTo(ErrorCode.INTERNAL);
        assertThat(requireNonNull(bystander.refusal).code()).isEqualTo(ErrorCode.INTERNAL);
        assertThat(requireNonNull(opening.refusal).code()).isEqualTo(ErrorCode.INTERNAL);
        assertThat(member.watches.watches()).isZero();
        assertThat(member.watches.recentBytes()).isZero();

        Told next = member.open(range("a", "z").setStartRevision(3));
        Told again = member.open(range("a", "z").setStartRevision(2));
        member.apply(put("a", "2"));
        member.run();
        assertThat(next.words()).isEqualTo("CREATED 2 | EVENTS 3: put a=2");
        assertThat(again.words()).isEqualTo("CREATED 1 | EVENTS 2: put a=1 | EVENTS 3: put a=2");
    }

    @Test
    void an_error_while_history_is_read_ends_the_watches_that_wait_for_it() {
        member = new WatchedState(LIMITS, new WatchParts() {
            @Override
            public HistorySource history(HistorySource source) {
                return new Broken();
            }
        });
        member.apply(put("a", "1"));
        Told behind = member.open(range("a", "z").setStartRevision(2));
        Told state = member.open(range("a", "z").setSnapshot(true));

        assertThat(requireNonNull(behind.refusal).code()).isEqualTo(ErrorCode.INTERNAL);
        assertThat(requireNonNull(state.refusal).code()).isEqualTo(ErrorCode.INTERNAL);
    }

    // ---- without a leader -------------------------------------------------------------------------------------

    @Test
    void a_member_that_has_known_no_leader_for_long_ends_its_watches_so_that_they_go_on_elsewhere() {
        List<LogStatus> status = new ArrayList<>(List.of(LED));
        LeaderlessWatches leaderless =
                new LeaderlessWatches(() -> status.get(0), Duration.ofSeconds(5), member.watches, member.clock);
        Told told = member.open(key("a"));
        leaderless.look();
        status.set(0, ALONE);
        leaderless.look();
        pass(leaderless, Duration.ofSeconds(4));
        status.set(0, LED);
        pass(leaderless, Duration.ofSeconds(4));
        status.set(0, ALONE);
        pass(leaderless, Duration.ofSeconds(4));
        pass(leaderless, Duration.ofSeconds(4));
        assertThat(told.ended).as("an election is no end").isFalse();
        pass(leaderless, Duration.ofSeconds(1));

        Refusal refusal = requireNonNull(told.refusal);
        assertThat(refusal.code()).isEqualTo(ErrorCode.UNAVAILABLE);
        status.set(0, LED);
        pass(leaderless, Duration.ofSeconds(1));
        assertThat(member.open(key("a")).ended).isFalse();
    }

    private void pass(LeaderlessWatches leaderless, Duration time) {
        member.pass(time);
        leaderless.look();
        member.run();
    }

    // ---- figures ----------------------------------------------------------------------------------------------

    @Test
    void a_list_that_does_not_hold_all_watches_says_how_many_are_missing() {
        WatchLimits d = LIMITS;
        member = new WatchedState(new WatchLimits(
                d.watchesPerConnection(),
                d.watchesMax(),
                d.windowBytesMax(),
                d.progressDefault(),
                d.progressMin(),
                d.handOverBytesMax(),
                d.recentBytesMax(),
                d.frameBytes(),
                d.catchUpsMax(),
                100));
        for (int i = 0; i < 10; i++) {
            member.open(key("a"));
        }
        var answer = member.watches.list();
        member.run();

        WatchListResponse list = answer.join();
        assertThat(list.getWatchesCount()).isBetween(1, 9);
        assertThat(list.getLeftOut()).isEqualTo(10 - list.getWatchesCount());
    }

    private static final class Failing implements WatchReply {
        private boolean fails;
        private @Nullable Refusal refusal;

        @Override
        public void created() {}

        @Override
        public void tell(byte[] answer) {
            if (fails) {
                throw new StackOverflowError("on purpose");
            }
        }

        @Override
        public void ended(byte[] answer) {}

        @Override
        public void refused(Refusal why) {
            refusal = why;
        }
    }

    private static final class Broken implements HistorySource {
        @Override
        public ChangePage changes(ChangeQuery query, HistoryPosition from, long upTo, int pageBytes) {
            throw new StackOverflowError("on purpose");
        }

        @Override
        public RangePage state(KeyInterval interval, long revision, int pageBytes) {
            throw new StackOverflowError("on purpose");
        }
    }
}
