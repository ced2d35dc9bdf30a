package io.ratiskv.client.connection;

import io.ratiskv.client.Throttling;
import io.ratiskv.protocol.Request;
import java.util.Optional;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * What of a client is throttled: writes, and reads, each by itself, since members refuse the one while they have time for the
 * other. Never keep-alives, sessions, questions about members and watches.
 */
record Throttles(Throttle writes, Throttle reads) {
    static Throttles of(Optional<Throttling> settings) {
        return new Throttles(throttle(settings.orElse(null)), throttle(settings.orElse(null)));
    }

    private static Throttle throttle(@Nullable Throttling settings) {
        return new Throttle(settings, System::nanoTime, new SplittableRandom());
    }

    /** Whose calls a request belongs to; null: nobody's. */
    @Nullable
    Throttle of(Request.BodyCase body) {
        return switch (body) {
            case PUT, DELETE_RANGE, TXN, COMMIT, COMPACT, LEASE_GRANT, LEASE_REVOKE, PROTECT -> writes;
            case RANGE -> reads;
            default -> null;
        };
    }
}
