package io.ratiskv.client.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratiskv.protocol.LeaseKeepAliveRequest;
import io.ratiskv.protocol.PutRequest;
import io.ratiskv.protocol.Request;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class HoldbackTest {
    private static final long MS = 1_000_000;

    private long now = Long.MAX_VALUE - 1_000 * MS;
    private final Holdback holdback = new Holdback(() -> now, new SplittableRandom(1));

    @Test
    void nothing_is_held_back_while_members_take_what_they_are_asked_for_or_refuse_a_little() {
        for (int i = 0; i < 10_000; i++) {
            assertThat(holdback.holdsBack()).isFalse();
            holdback.taken();
        }
        for (int i = 0; i < 1_000; i++) {
            assertThat(holdback.holdsBack()).isFalse();
            holdback.refused();
        }
    }

    /** Members take 5 in a millisecond, have a queue, and refuse the rest; 50 come, for 10 seconds. */
    @Test
    void of_ten_times_what_members_take_about_twice_that_is_sent() {
        int sent = 0;
        int taken = 0;
        int room = 0;
        for (int millisecond = 0; millisecond < 10_000; millisecond++) {
            now += MS;
            room = Math.min(500, room + 5);
            for (int i = 0; i < 50; i++) {
                if (holdback.holdsBack()) {
                    continue;
                }
                sent++;
                if (room > 0) {
                    room--;
                    taken++;
                    holdback.taken();
                } else {
                    holdback.refused();
                }
            }
        }
        assertThat(sent).isBetween((int) (1.8 * taken), (int) (2.2 * taken));
        assertThat(taken).isGreaterThan(45_000);
    }

    @Test
    void refusals_are_forgotten() {
        for (int i = 0; i < 100_000; i++) {
            holdback.refused();
        }
        assertThat(holdback.holdsBack()).isTrue();
        now += 15_000 * MS;
        holdback.taken();
        assertThat(holdback.holdsBack()).isFalse();
    }

    @Test
    void leases_are_kept_alive_whatever_else_is_asked_for() {
        assertThat(Holdback.appliesTo(Request.newBuilder()
                        .setPut(PutRequest.getDefaultInstance())
                        .build()))
                .isTrue();
        assertThat(Holdback.appliesTo(Request.newBuilder()
                        .setLeaseKeepAlive(LeaseKeepAliveRequest.getDefaultInstance())
                        .build()))
                .isFalse();
    }
}
