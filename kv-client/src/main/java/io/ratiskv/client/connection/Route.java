package io.ratiskv.client.connection;

import org.jspecify.annotations.Nullable;

/**
 * Who may be asked.
 *
 * @param leaderFirst prefer the leader, if one is known
 * @param only nobody else than this one
 */
record Route(boolean leaderFirst, @Nullable Endpoint only) {
    static final Route LEADER = new Route(true, null);
    static final Route ANY = new Route(false, null);

    static Route only(Endpoint endpoint) {
        return new Route(false, endpoint);
    }
}
