package io.ratiskv.client.connection;

import io.ratiskv.protocol.Request;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * Refuses writes here that members would refuse anyhow: when far more are asked for than members take, most of what they
 * could do would go into refusing, and into being asked again. Lets through twice as many as were taken lately,
 * so that members are never idle and their recovery is noticed.
 *
 * <p>After "Handling Overload" in Google's <i>Site Reliability Engineering</i>, chapter 21 (client-side throttling).
 *
 * <p>Thread: any.
 */
final class Holdback {
    /** So many times what was taken is let through; with less, it took many seconds until a stall was made up for. */
    private static final double GENEROSITY = 2;

    /** So many more refusals than that are nothing unusual: small clients just come back later. */
    private static final double SPARE = 100;

    /** After so long, what was counted counts half. */
    private static final double HALF_LIFE_NANOS = 1e9;

    private final LongSupplier nanoTime;
    private final RandomGenerator random;
    private long countedNanos;
    private double asked;
    private double taken;

    Holdback(LongSupplier nanoTime, RandomGenerator random) {
        this.nanoTime = nanoTime;
        this.random = random;
        this.countedNanos = nanoTime.getAsLong();
    }

    /** Writes of data; leases are granted and kept alive whatever else is asked for. */
    static boolean appliesTo(Request request) {
        return switch (request.getBodyCase()) {
            case PUT, DELETE_RANGE, TXN, COMMIT -> true;
            default -> false;
        };
    }

    /** A member did it. */
    synchronized void taken() {
        fade();
        asked++;
        taken++;
    }

    /** A member refused it for want of room. */
    synchronized void refused() {
        fade();
        asked++;
    }

    /** Whether this one shall not be sent; it is counted as asked for then. */
    synchronized boolean holdsBack() {
        double tooMany = asked - GENEROSITY * taken - SPARE;
        if (tooMany <= 0) {
            return false;
        }
        fade();
        boolean held = random.nextDouble() < tooMany / asked;
        if (held) {
            asked++;
        }
        return held;
    }

    private void fade() {
        long now = nanoTime.getAsLong();
        // A step at a time: a power for each call would cost as much as the call.
        if (now - countedNanos > HALF_LIFE_NANOS / 16) {
            double rest = Math.pow(0.5, (now - countedNanos) / HALF_LIFE_NANOS);
            asked *= rest;
            taken *= rest;
            countedNanos = now;
        }
    }
}
