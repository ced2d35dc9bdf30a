package io.ratiskv.server.raft;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.retry.RetryPolicy;
import org.apache.ratis.server.RaftServerConfigKeys;
import org.apache.ratis.util.TimeDuration;
import org.junit.jupiter.api.Test;

class RatisSettingsTest {
    /** Ratis draws each pause from half to one and a half times what is configured. */
    private static final double LONGEST = 1.5;

    @Test
    void a_new_member_counts_only_when_it_lacks_next_to_nothing() {
        RaftProperties settings = RatisSettings.of(config(), Path.of("raft").toAbsolutePath());

        assertThat(RaftServerConfigKeys.stagingCatchupGap(settings))
                .isEqualTo(RatisSettings.NEWCOMER_LACKS_MAX)
                .isLessThanOrEqualTo(100);
    }

    private static RaftMemberConfig config() {
        return new RaftMemberConfig(
                "cluster",
                "n1",
                List.of(),
                "127.0.0.1",
                7200,
                Duration.ofSeconds(1),
                Duration.ofSeconds(2),
                Duration.ofSeconds(5),
                Duration.ofMinutes(1),
                1_000,
                1 << 20,
                2,
                1 << 20,
                100,
                1 << 20,
                true);
    }

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
