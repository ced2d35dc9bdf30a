package io.ratiskv.client;

import java.time.Duration;

/**
 * How a client holds calls back by itself while members refuse its calls for overload: it refuses the greater part of what
 * they would refuse, at once and with the same {@link OverloadedException}, instead of having them do it. That costs a
 * hundredth of what sending a call costs client and member, so that they have time left for those that are taken. While members
 * refuse nothing, nothing is held back; that a member keeps silent does not count. Writes and reads are counted apart.
 *
 * @param multiplier how many calls members are asked for each that they take, 1.01 to 100. The nearer to 1, the fewer are
 *     refused by members; the further, the sooner more are sent when members can do a little more
 * @param window how far back is counted, 100 ms to 1 min. Nothing is held back any more when members have refused
 *     nothing for a fifth of it
 */
public record Throttling(double multiplier, Duration window) {
    /** As clients have it unless told otherwise: six calls for five that are taken, of the last second. */
    public static final Throttling DEFAULT = new Throttling(1.2, Duration.ofSeconds(1));

    private static final double MULTIPLIER_MIN = 1.01;
    private static final double MULTIPLIER_MAX = 100;

    /** @throws InvalidArgumentException if a setting is out of bounds; names the setting */
    public Throttling {
        if (!(multiplier >= MULTIPLIER_MIN && multiplier <= MULTIPLIER_MAX)) {
            throw new InvalidArgumentException(
                    "throttling.multiplier",
                    "must be " + MULTIPLIER_MIN + " to " + MULTIPLIER_MAX + ", is " + multiplier);
        }
        KvClientBuilder.within("throttling.window", window, Duration.ofMillis(100), Duration.ofMinutes(1));
    }
}
