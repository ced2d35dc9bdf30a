package io.ratiskv.client.connection;

import io.ratiskv.client.InvalidArgumentException;
import io.ratiskv.protocol.LeaderHint;
import org.jspecify.annotations.Nullable;

/** Who leads, as far as anybody has told. Thread: network. */
final class LeaderTracker {
    private @Nullable Endpoint leader;

    @Nullable
    Endpoint leader() {
        return leader;
    }

    /** A member that was just connected to says who leads: taken if nobody is known, for it may be old news. */
    @Nullable
    Endpoint greeted(LeaderHint hint) {
        Endpoint hinted = endpointOf(hint);
        if (leader == null) {
            leader = hinted;
        }
        return hinted;
    }

    /** {@code refuser} says that it does not lead, and perhaps who does. */
    @Nullable
    Endpoint refused(Endpoint refuser, LeaderHint hint) {
        Endpoint hinted = endpointOf(hint);
        if (hinted != null && !hinted.equals(refuser)) {
            leader = hinted;
        } else {
            lost(refuser);
        }
        return leader;
    }

    /** It has just answered what only a leader does. */
    void proven(Endpoint endpoint) {
        leader = endpoint;
    }

    /** It is gone, or silent. */
    void lost(Endpoint endpoint) {
        if (endpoint.equals(leader)) {
            leader = null;
        }
    }

    private static @Nullable Endpoint endpointOf(LeaderHint hint) {
        if (hint.getClientAddress().isEmpty()) {
            return null;
        }
        try {
            return Endpoint.parse(hint.getClientAddress());
        } catch (InvalidArgumentException e) {
            // A hint that cannot be read is no hint.
            return null;
        }
    }
}
