package io.ratiskv.jepsen.checker;

import java.time.Duration;

/**
 * How much a search may take before it says that it does not know.
 *
 * @param time of the search, all partitions together
 * @param memoBytes of remembered states, estimated; those of one partition are let go before the next
 * @param explanationTime for making a violation small once it was found; the verdict stands without
 */
public record Limits(Duration time, long memoBytes, Duration explanationTime) {
    /** For histories of some 100,000 calls on a small heap. */
    public static final Limits DEFAULT = new Limits(Duration.ofSeconds(60), 256L << 20, Duration.ofSeconds(5));

    /** With this time. */
    public Limits within(Duration newTime) {
        return new Limits(newTime, memoBytes, explanationTime);
    }
}
