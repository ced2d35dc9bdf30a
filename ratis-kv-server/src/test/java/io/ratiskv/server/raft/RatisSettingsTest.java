package io.ratiskv.server.raft;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.ratis.retry.RetryPolicy;
import org.apache.ratis.util.TimeDuration;

class RatisSettingsTest {
    /** Ratis draws each pause from half to one and a half times what is configured. */
    private static final double LONGEST = 1.5;

    @Property(tries = 200)
    void however_long_a_member_was_away_entries_and_not_only_heartbeats_are_sent_to_it(
            @ForAll @IntRange(min = 100, max = 60_000) int electionTimeoutMinMillis,
            @ForAll @IntRange(min = 1, max = 1_999_999_999) int errors) {
        String retries = RatisSettings.appenderRetries(Duration.ofMillis(electionTimeoutMinMillis));

        TimeDuration pause = RetryPolicy.parse(retries, "retries")
                .handleAttemptFailure(() -> errors)
                .getSleepTime();

        // A heartbeat is due half of the shortest election timeout after the last answer.
        assertThat(pause.toLong(java.util.concurrent.TimeUnit.NANOSECONDS))
                .isPositive()
                .isLessThan(Duration.ofMillis(electionTimeoutMinMillis / 2).toNanos());
        assertThat(Math.max(10, electionTimeoutMinMillis / 8) * LONGEST).isLessThan(electionTimeoutMinMillis / 2.0);
    }
}
