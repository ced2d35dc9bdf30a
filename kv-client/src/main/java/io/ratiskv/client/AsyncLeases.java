package io.ratiskv.client;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** {@link Leases} without waiting. */
public interface AsyncLeases {
    /** See {@link Leases#grant(Duration)}. If the future is cancelled, a lease that is granted all the same is revoked. */
    CompletableFuture<Lease> grant(Duration ttl);

    /** See {@link Leases#grantOnce(Duration)}. */
    CompletableFuture<Long> grantOnce(Duration ttl);

    /** See {@link Leases#grantOnce(Duration, long)}. */
    CompletableFuture<Long> grantOnce(Duration ttl, long id);

    /** See {@link Leases#keepAlive}. */
    CompletableFuture<Duration> keepAlive(long id);

    /** See {@link Leases#revoke}. */
    CompletableFuture<Long> revoke(long id);

    /** See {@link Leases#timeToLive}. */
    CompletableFuture<LeaseInfo> timeToLive(long id, boolean withKeys);

    /** See {@link Leases#list}. */
    CompletableFuture<List<LeaseInfo>> list();
}
