package io.ratiskv.jepsen.proxy;

import java.time.Duration;

/**
 * Decisions that depend on the seed and on what is decided about, never on timing: request 17 of connection 3 meets the same
 * fate in every run with that seed.
 */
final class Dice {
    private final long seed;

    Dice(long seed, long connection) {
        this.seed = mix(seed * 31 + connection);
    }

    /** Whether the event with this share happens to this request. */
    boolean roll(Event event, long requestId, double share) {
        return share > 0 && unit(event, requestId) < share;
    }

    /** Nanoseconds from 0 to the maximum. */
    long nanosUpTo(Event event, long number, Duration max) {
        return (long) (unit(event, number) * max.toNanos());
    }

    private double unit(Event event, long number) {
        return (mix(seed ^ mix(number * 8 + event.number)) >>> 11) * 0x1.0p-53;
    }

    // SplitMix64's finalizer.
    private static long mix(long z) {
        long a = (z + 0x9E3779B97F4A7C15L);
        a = (a ^ (a >>> 30)) * 0xBF58476D1CE4E5B9L;
        a = (a ^ (a >>> 27)) * 0x94D049BB133111EBL;
        return a ^ (a >>> 31);
    }

    /** What is decided. */
    enum Event {
        DROP_REPLY(0),
        DUPLICATE(1),
        DUPLICATE_DELAY(2),
        REQUEST_DELAY(3),
        REPLY_DELAY(4);

        private final int number;

        Event(int number) {
            this.number = number;
        }
    }
}
