package io.ratiskv.jepsen.nemesis;

import java.time.Duration;

/**
 * How thick faults come.
 *
 * @param interval from one begin to the next, on average; each is between half of it and one and a half
 * @param lastsMin shortest fault; longer than an election takes, or a paused leader would stay one
 * @param lastsMax longest fault
 * @param atOnceMax most faults at a time, at least 1
 */
public record Pace(Duration interval, Duration lastsMin, Duration lastsMax, int atOnceMax) {
    /** A fault about every 4 s, each for 2 to 5 s, at most two at a time. */
    public static final Pace BRISK = new Pace(Duration.ofSeconds(4), Duration.ofSeconds(2), Duration.ofSeconds(5), 2);

    public Pace {
        if (interval.isNegative() || interval.isZero() || lastsMin.isNegative() || lastsMax.compareTo(lastsMin) < 0) {
            throw new IllegalArgumentException("no such pace: " + interval + ", " + lastsMin + " to " + lastsMax);
        }
        if (atOnceMax < 1) {
            throw new IllegalArgumentException("at least one fault at a time, not " + atOnceMax);
        }
    }
}
