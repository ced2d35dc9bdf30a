package io.ratiskv.client.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class RetryPolicyTest {
    @Property
    void a_back_off_is_jittered_bounded_and_never_shorter_than_asked_for(
            @ForAll @IntRange(max = 1_000) int round,
            @ForAll @LongRange(max = 100_000) long retryAfterMs,
            @ForAll long seed) {
        RetryPolicy policy = new RetryPolicy(Duration.ofMillis(500), new SplittableRandom(seed));
        long nanos = policy.backOffNanos(round, retryAfterMs);
        assertThat(nanos)
                .isBetween(
                        Math.max(
                                RetryPolicy.BACK_OFF_FIRST.toNanos() / 2,
                                Duration.ofMillis(retryAfterMs).toNanos()),
                        RetryPolicy.BACK_OFF_MAX.toNanos()
                                + Duration.ofMillis(retryAfterMs).toNanos());
    }

    @Property
    void patience_with_a_silent_member_grows_and_stays_finite(@ForAll @IntRange(max = 1_000) int attempt) {
        RetryPolicy policy = new RetryPolicy(Duration.ofHours(1), new SplittableRandom(1));
        assertThat(policy.attemptNanos(attempt)).isPositive();
        assertThat(policy.attemptNanos(attempt + 1)).isGreaterThanOrEqualTo(policy.attemptNanos(attempt));
        assertThat(policy.attemptNanos(attempt))
                .isLessThanOrEqualTo(
                        Duration.ofHours(RetryPolicy.ATTEMPT_GROWTH_MAX).toNanos());
    }
}
