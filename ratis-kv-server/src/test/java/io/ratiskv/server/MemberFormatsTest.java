package io.ratiskv.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratiskv.server.command.LogFormats;
import io.ratiskv.server.fakes.FakeLeadership;
import io.ratiskv.server.propose.FormatGate;
import io.ratiskv.server.propose.LogStatus;
import io.ratiskv.server.propose.LogStatus.Role;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The leader n1 of n1, n2 and n3; it reads formats 2 and 3. */
class MemberFormatsTest {
    private static final LogFormats NEXT = new LogFormats(2, 3, command -> 2);

    private final Map<String, Integer> reads = new HashMap<>(Map.of("n2", 3, "n3", 3));
    private final FakeLeadership leadership = new FakeLeadership(leading(true), "n1", "n1", "n2", "n3");
    private int applied = 2;
    private int asked;
    private final FormatGate gate = new FormatGate(NEXT, () -> applied);
    private final MemberFormats formats = new MemberFormats(
            leadership,
            peer -> {
                asked++;
                return reads.containsKey(peer.memberId())
                        ? CompletableFuture.completedFuture(reads.get(peer.memberId()))
                        : CompletableFuture.failedFuture(new IllegalStateException("down"));
            },
            gate,
            NEXT);

    @Test
    void the_new_format_may_be_written_once_all_members_read_it() {
        formats.look();
        assertThat(gate.newest()).isEqualTo(3);
    }

    @Test
    void one_older_member_or_one_that_is_silent_keeps_everybody_at_the_old_format() {
        reads.put("n3", 2);
        formats.look();
        assertThat(gate.newest()).isEqualTo(2);

        reads.remove("n3");
        formats.look();
        assertThat(gate.newest()).isEqualTo(2);
    }

    @Test
    void a_member_that_goes_back_to_the_older_version_is_noticed() {
        formats.look();
        reads.put("n2", 2);
        formats.look();
        assertThat(gate.newest()).isEqualTo(2);
    }

    @Test
    void who_does_not_lead_knows_nothing_of_the_others() {
        formats.look();
        leadership.become(leading(false));
        formats.look();
        assertThat(gate.newest()).isEqualTo(2);
    }

    @Test
    void nobody_is_asked_any_more_once_the_new_format_is_in_use() {
        applied = 3;
        formats.look();
        assertThat(asked).isZero();
    }

    private static LogStatus leading(boolean ready) {
        return new LogStatus(Role.LEADER, 2, ready, "n1", "host-n1:7100", 61, 61);
    }
}
