package io.ratiskv.jepsen.proxy;

import java.time.Duration;

/**
 * What a proxy does to the frames of clients. Connections between members ({@code Hello.client_name} begins with
 * {@code member/}) are only delayed, silenced and cut, never robbed of an answer: their peers have no client's patience.
 *
 * @param dropReplies share of answers that never reach the client, 0 to 1; the member has done the work
 * @param duplicateRequests share of requests that reach the member twice, 0 to 1
 * @param duplicates how the second copy travels
 * @param duplicateDelayMax the second copy comes up to this much later
 * @param delayMax each frame, in either direction, is late by up to this much; order is kept
 */
public record ProxyFaults(
        double dropReplies,
        double duplicateRequests,
        Duplicates duplicates,
        Duration duplicateDelayMax,
        Duration delayMax) {
    /** How a duplicated request reaches the member. */
    public enum Duplicates {
        /** On a connection of its own, as when a client has given up on the first one; its answer goes nowhere. */
        OWN_CONNECTION,
        /** On the same connection under the same request id; the client gets the answer that comes first. */
        SAME_CONNECTION_ONE_ANSWER,
        /** On the same connection; the client gets both answers and must cope. */
        SAME_CONNECTION_BOTH_ANSWERS
    }

    /** Nothing goes wrong. */
    public static final ProxyFaults NONE =
            new ProxyFaults(0, 0, Duplicates.OWN_CONNECTION, Duration.ZERO, Duration.ZERO);

    public ProxyFaults {
        requireShare("dropReplies", dropReplies);
        requireShare("duplicateRequests", duplicateRequests);
    }

    /** Loses answers and doubles requests, at once and on connections of their own. */
    public static ProxyFaults lossy(double dropReplies, double duplicateRequests) {
        return new ProxyFaults(dropReplies, duplicateRequests, Duplicates.OWN_CONNECTION, Duration.ZERO, Duration.ZERO);
    }

    /** The same with another way for the second copy. */
    public ProxyFaults with(Duplicates way, Duration delayMax) {
        return new ProxyFaults(dropReplies, duplicateRequests, way, delayMax, this.delayMax);
    }

    /** The same with late frames. */
    public ProxyFaults delayedUpTo(Duration max) {
        return new ProxyFaults(dropReplies, duplicateRequests, duplicates, duplicateDelayMax, max);
    }

    private static void requireShare(String name, double share) {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException(name + " must be between 0 and 1, is " + share);
        }
    }
}
