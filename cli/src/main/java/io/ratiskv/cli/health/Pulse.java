package io.ratiskv.cli.health;

import java.util.OptionalDouble;

/**
 * How busy a member was between two scrapes.
 *
 * @param seconds between them
 */
public record Pulse(MetricsText before, MetricsText after, double seconds) {
    private static final String REQUESTS = "ratiskv_transport_request_seconds";

    /** Requests answered in a second: everything, other members' questions included. */
    public double perSecond() {
        return rate(REQUESTS + "_count");
    }

    /** Of this kind. */
    public double perSecond(String kind) {
        return rate(REQUESTS + "_count", "kind", kind);
    }

    /** Upper bound of the time that 99 of 100 requests of this kind took; empty if there were none. */
    public OptionalDouble p99Seconds(String kind) {
        return after.quantileSince(before, 0.99, REQUESTS, "kind", kind);
    }

    /** As it is now; empty if unknown. */
    public OptionalDouble level(String name) {
        return after.value(name);
    }

    private double rate(String counter, String... labelsAndValues) {
        double grown = after.value(counter, labelsAndValues).orElse(0)
                - before.value(counter, labelsAndValues).orElse(0);
        // A counter that went back belongs to a process that was started anew.
        return seconds <= 0 ? 0 : Math.max(0, grown) / seconds;
    }
}
