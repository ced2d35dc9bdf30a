package io.ratiskv.server.propose;

import static io.ratiskv.server.fakes.Outcomes.put;
import static org.assertj.core.api.Assertions.assertThat;

import io.ratiskv.protocol.ErrorCode;
import io.ratiskv.protocol.ProtectRequest;
import io.ratiskv.server.command.Command;
import io.ratiskv.server.command.LogFormats;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A build that reads formats 2 and 3, where protecting a range is new in 3. */
class FormatGateTest extends BatchedWrites {
    private static final LogFormats NEXT = new LogFormats(2, 3, command -> command.hasProtect() ? 3 : 2);
    private static final Command PROTECT =
            Command.newBuilder().setProtect(ProtectRequest.getDefaultInstance()).build();

    private int applied = 2;
    private final FormatGate gate = new FormatGate(NEXT, () -> applied);

    @Test
    void what_is_new_is_refused_by_name_until_every_member_is_known_to_read_it() {
        assertThat(gate.refusal(PROTECT)).hasValueSatisfying(refusal -> {
            assertThat(refusal.code()).isEqualTo(ErrorCode.UNSUPPORTED_COMMAND);
            assertThat(refusal.limit()).isEqualTo(2);
            assertThat(refusal.actual()).isEqualTo(3);
        });
        assertThat(gate.refusal(put("a"))).isEmpty();

        gate.everybodyReads(3);
        assertThat(gate.refusal(PROTECT)).isEmpty();
    }

    @Test
    void it_is_refused_again_when_a_member_is_started_with_the_older_version_before_anything_new_was_written() {
        gate.everybodyReads(3);
        gate.everybodyReads(2);

        assertThat(gate.refusal(PROTECT)).isPresent();
    }

    @Test
    void what_was_applied_once_is_taken_from_then_on_also_while_a_member_is_silent() {
        applied = 3;

        assertThat(gate.refusal(PROTECT)).isEmpty();
        assertThat(gate.settled()).isTrue();
    }

    @Test
    void members_that_read_more_than_this_one_make_it_write_nothing_that_it_does_not_know() {
        gate.everybodyReads(9);

        assertThat(gate.newest()).isEqualTo(3);
    }

    @Test
    void an_entry_has_the_least_format_that_its_commands_need() {
        gate.everybodyReads(3);
        batcher = nextBatcher();
        submit("a", "b");
        propose.runAll();
        batcher.submit(put("c"), clock.in(PATIENCE), outcomes.of("c"));
        batcher.submit(PROTECT, clock.in(PATIENCE), outcomes.of("protect"));
        tickAfter(Duration.ofSeconds(1));

        assertThat(log.proposal(0).batch().getFormat()).isEqualTo(2);
        assertThat(log.proposal(1).batch().getFormat()).isEqualTo(3);
    }

    @Test
    void a_refused_command_is_not_proposed() {
        batcher = nextBatcher();
        batcher.submit(PROTECT, clock.in(PATIENCE), outcomes.of("protect"));
        propose.runAll();

        assertThat(outcomes.heard("protect")).singleElement().asString().contains("UNSUPPORTED_COMMAND");
        assertThat(log.batchSizes()).isEmpty();
    }

    private WriteBatcher nextBatcher() {
        return new WriteBatcher(
                log,
                new LogClock(() -> appliedLogTime, clock),
                limits(4_096, 64 << 20, true),
                propose,
                clock,
                WriteObserver.NONE,
                gate,
                Alarm.NONE);
    }
}
