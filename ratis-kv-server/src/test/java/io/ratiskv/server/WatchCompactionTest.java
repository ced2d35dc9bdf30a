package io.ratiskv.server;

import static io.ratiskv.server.WatchedState.LIMITS;
import static io.ratiskv.server.WatchedState.compact;
import static io.ratiskv.server.WatchedState.delete;
import static io.ratiskv.server.WatchedState.key;
import static io.ratiskv.server.WatchedState.put;
import static io.ratiskv.server.WatchedState.range;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.ratiskv.protocol.ErrorCode;
import io.ratiskv.server.WatchedState.Client;
import io.ratiskv.server.propose.Refusal;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a watch is told when history goes, over a real state. */
class WatchCompactionTest {
    private WatchedState member = new WatchedState(LIMITS);

    @AfterEach
    void close() {
        member.close();
    }

    @Test
    void a_watch_behind_compaction_is_told_the_state_anew_and_goes_on() {
        member.apply(put("a", "1"), put("b", "1"), delete("b", ""), put("a", "2"), put("c", "1"));
        member.apply(compact(4));
        member.scrub();
        Told told = member.open(range("a", "z").setStartRevision(3));
        member.apply(put("c", "2"));
        member.run();

        assertThat(told.words()).isEqualTo("CREATED 2 | RESET 6: a=2, c=1 compacted 4 | EVENTS 7: put c=2");
        assertThat(member.list().get(0).getResets()).isEqualTo(1);
    }

    @Test
    void a_watch_that_wants_no_reset_ends_with_the_oldest_readable_revision() {
        member.apply(put("a", "1"), put("a", "2"), put("a", "3"));
        member.apply(compact(3));
        Told told = member.open(range("a", "z").setStartRevision(3).setNoReset(true));

        assertThat(told.words()).isEqualTo("CREATED 2");
        Refusal refusal = requireNonNull(told.refusal);
        assertThat(refusal.code()).isEqualTo(ErrorCode.COMPACTED);
        assertThat(refusal.revision()).isEqualTo(3);
    }

    @Test
    void the_first_revision_after_the_compacted_one_can_be_told() {
        member.apply(put("a", "1"), put("a", "2"), put("a", "3"));
        member.apply(compact(3));
        member.scrub();
        Told told = member.open(key("a").setStartRevision(4).setPrevKv(true));

        assertThat(told.words()).isEqualTo("CREATED 3 | EVENTS 4: put a=3 (was 2)");
    }

    @Test
    void a_snapshot_whose_revision_is_compacted_on_the_way_begins_anew() {
        member = new WatchedState(SmallFrames.limits(LIMITS.handOverBytesMax(), LIMITS.recentBytesMax()));
        for (String key : List.of("a", "b", "c")) {
            member.apply(put(key, "x".repeat(40)));
        }
        Client client = new Client();
        Told told = new Told(member, client, 1);
        member.watches.open(
                range("a", "z").setSnapshot(true).setWindowBytes(1).build(), client, 1, Long.MAX_VALUE, told);
        member.run();
        told.consume();
        member.apply(put("c", "new"), compact(5));
        member.scrub();
        told.consume();
        told.consume();

        String x = "x".repeat(40);
        assertThat(told.words())
                .isEqualTo(("CREATED 4 | SNAPSHOT 4: a=%1$s, b=%1$s ... | RESET 5: a=%1$s, b=%1$s compacted 5 ..."
                                + " | RESET 5: c=new compacted 5")
                        .formatted(x));
    }

    @Test
    void a_watch_hears_how_far_it_is_when_what_it_heard_last_is_compacted() {
        Told told = member.open(key("a"));
        member.apply(put("b", "1"), put("b", "2"));
        member.apply(compact(2));
        member.run();

        assertThat(told.words()).isEqualTo("CREATED 1 | PROGRESS 3");
    }
}
