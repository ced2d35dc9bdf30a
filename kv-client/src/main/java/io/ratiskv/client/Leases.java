package io.ratiskv.client;

import java.time.Duration;
import java.util.List;

/**
 * Leases: keys put with one ({@link Put#withLease}) go away when it ends. Blocking; every call ends within the client's
 * deadline. The store never ends a lease before its time to live has passed since it was last kept alive, whatever
 * clocks, pauses and elections do; how late it may be is told in docs/guarantees.md.
 */
public interface Leases {
    Duration TTL_MIN = Duration.ofMillis(100);
    Duration TTL_MAX = Duration.ofHours(24);

    /**
     * A new lease, kept alive in the background until it is closed.
     *
     * @throws InvalidArgumentException if {@code ttl} is out of range
     * @throws LimitReachedException if there are too many
     */
    Lease grant(Duration ttl);

    /**
     * A new lease with an id of the caller's choice (1 or more).
     *
     * @throws LeaseExistsException if the id is taken
     */
    Lease grant(Duration ttl, long id);

    /** A new lease that nobody keeps alive: it ends after {@code ttl}, or when it is revoked. Returns its id. */
    long grantOnce(Duration ttl);

    /** As {@link #grantOnce(Duration)}, with an id of the caller's choice. */
    long grantOnce(Duration ttl, long id);

    /**
     * Lets it live for its whole time to live again.
     *
     * @return that time
     * @throws LeaseNotFoundException if there is no such lease
     */
    Duration keepAlive(long id);

    /**
     * Ends it and deletes its keys, in one revision. Returns how many.
     *
     * @throws LeaseNotFoundException if there is no such lease
     */
    long revoke(long id);

    /**
     * How long it lives, and, if wanted, the keys that hang on it.
     *
     * @throws LeaseNotFoundException if there is no such lease
     */
    LeaseInfo timeToLive(long id, boolean withKeys);

    /** Every lease, ascending by id, without keys. */
    List<LeaseInfo> list();
}
