package io.ratiskv.server.space;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratiskv.protocol.ErrorCode;
import io.ratiskv.server.fakes.ManualClock;
import io.ratiskv.server.propose.Refusal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the leader n1 of three members makes of what they tell. */
class GroupSpaceTest {
    private static final SpaceReport ROOMY = Reports.free(5_000);
    private static final SpaceReport FULL = Reports.free(100);
    private static final SpaceReport CRITICAL = Reports.free(50);

    private final ManualClock clock = new ManualClock();
    private final GroupSpace group = new GroupSpace(clock);
    private List<String> voters = List.of("n1", "n2~7", "n3~8");

    @Test
    void the_leader_holds_to_the_quota_by_its_own_store_and_says_what_to_do() {
        Refusal refusal = look(Reports.used(900), ROOMY, ROOMY).orElseThrow();
        assertThat(refusal.code()).isEqualTo(ErrorCode.OUT_OF_SPACE);
        assertThat(refusal.field()).isEqualTo("storage.quota-bytes");
        assertThat(refusal.limit()).isEqualTo(800);
        assertThat(refusal.actual()).isEqualTo(900);
        assertThat(refusal.retryAfterMs()).isPositive();
        assertThat(refusal.message()).contains("900 B of the 800 B", "delete keys");
        assertThat(look(ROOMY, Reports.used(900), Reports.used(900)))
                .as("others hold to it when they lead")
                .isEmpty();
    }

    @Test
    void a_leader_whose_own_disk_is_full_refuses() {
        assertThat(look(FULL, ROOMY, ROOMY).orElseThrow().field()).isEqualTo("storage.min-free-bytes");
    }

    @Test
    void one_full_follower_holds_nobody_up_and_two_of_three_do() {
        assertThat(look(ROOMY, FULL, ROOMY)).isEmpty();
        assertThat(look(ROOMY, FULL, FULL)).isPresent();
    }

    @Test
    void a_follower_that_would_die_next_stops_growth_for_everybody_and_is_named() {
        Refusal refusal = look(ROOMY, ROOMY, CRITICAL).orElseThrow();
        assertThat(refusal.field()).isEqualTo("storage.critical-free-bytes");
        assertThat(refusal.message()).contains("member n3 has 50 B of space left");
        assertThat(refusal.actual()).isEqualTo(50);
    }

    @Test
    void a_member_that_fell_silent_is_not_waited_for() {
        assertThat(look(ROOMY, ROOMY, CRITICAL)).isPresent();
        clock.advance(GroupSpace.FRESH.plus(Duration.ofMillis(1)));
        assertThat(look(ROOMY)).isEmpty();
    }

    @Test
    void a_member_that_was_removed_does_not_count_any_more() {
        assertThat(look(ROOMY, ROOMY, CRITICAL)).isPresent();
        voters = List.of("n1", "n2~7");
        assertThat(look(ROOMY)).isEmpty();
    }

    @Test
    void the_refusal_ends_when_the_members_say_that_there_is_room() {
        assertThat(look(ROOMY, ROOMY, CRITICAL)).isPresent();
        assertThat(group.pressed()).isTrue();
        assertThat(look(ROOMY, ROOMY, ROOMY)).isEmpty();
        assertThat(group.pressed()).isFalse();
    }

    @Test
    void deletes_may_move_what_the_worst_member_has_room_for() {
        look(ROOMY, FULL, ROOMY);
        assertThat(group.movableBytes()).isEqualTo(100 - 32);
        look(ROOMY, ROOMY, ROOMY);
        assertThat(group.movableBytes()).isEqualTo(SpaceReport.ANY);
    }

    private Optional<Refusal> look(SpaceReport own, SpaceReport... others) {
        for (int i = 0; i < others.length; i++) {
            group.told(voters.get(i + 1), others[i]);
        }
        group.look("n1", own, voters);
        return group.closed();
    }
}
