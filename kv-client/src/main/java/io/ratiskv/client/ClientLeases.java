package io.ratiskv.client;

import io.ratiskv.client.connection.Call;
import io.ratiskv.client.connection.CallOptions;
import io.ratiskv.client.connection.Cluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The leases of one client: calls that wait, and the keeper of those that shall stay. */
final class ClientLeases implements Leases {
    // When the client closes, its leases are revoked as a courtesy: they would end by themselves.
    private static final Duration FAREWELL_MAX = Duration.ofSeconds(1);

    private final Cluster cluster;
    private final CallOptions options;
    private final LeaseKeeper keeper;

    ClientLeases(Cluster cluster, CallOptions options) {
        this.cluster = cluster;
        this.options = options;
        this.keeper = new LeaseKeeper(new OfCluster(), System::nanoTime, new SplittableRandom());
    }

    static Duration checkedTtl(Duration ttl) {
        return KvClientBuilder.within("lease_grant.ttl_ms", ttl, TTL_MIN, TTL_MAX);
    }

    static long checkedId(long id) {
        if (id < 1) {
            throw new InvalidArgumentException("lease.id", "must be above 0, is " + id);
        }
        return id;
    }

    @Override
    public Lease grant(Duration ttl) {
        return granted(checkedTtl(ttl), 0);
    }

    @Override
    public Lease grant(Duration ttl, long id) {
        return granted(checkedTtl(ttl), checkedId(id));
    }

    private Lease granted(Duration ttl, long id) {
        long sentNanos = keeper.nanoTime();
        GrantResult granted = Deadlines.await(cluster.grantLease(ttl, id, options));
        if (keeper.nanoTime() - sentNanos > ttl.toNanos() / 3) {
            // The session was opened first, or somebody elected: what is handed out should have its time before it.
            long askedNanos = keeper.nanoTime();
            List<Duration> kept = Deadlines.await(cluster.keepLeasesAlive(List.of(granted.id()), options));
            sentNanos = kept.get(0).isZero() ? sentNanos : askedNanos;
        }
        return keeper.keep(granted.id(), granted.ttl(), sentNanos);
    }

    /** As {@link #grant}, without waiting. */
    CompletableFuture<Lease> grantLater(Duration ttl, CallOptions how) {
        long sentNanos = keeper.nanoTime();
        return cluster.grantLease(checkedTtl(ttl), 0, how)
                .thenApply(granted -> keeper.keep(granted.id(), granted.ttl(), sentNanos));
    }

    @Override
    public long grantOnce(Duration ttl) {
        return Deadlines.await(cluster.grantLease(checkedTtl(ttl), 0, options)).id();
    }

    @Override
    public long grantOnce(Duration ttl, long id) {
        return Deadlines.await(cluster.grantLease(checkedTtl(ttl), checkedId(id), options))
                .id();
    }

    @Override
    public Duration keepAlive(long id) {
        return found(id, Deadlines.await(cluster.keepLeasesAlive(List.of(checkedId(id)), options)));
    }

    static Duration found(long id, List<Duration> ttls) {
        Duration ttl = ttls.get(0);
        if (ttl.isZero()) {
            throw new LeaseNotFoundException("there is no lease " + id, null);
        }
        return ttl;
    }

    @Override
    public long revoke(long id) {
        return Deadlines.await(cluster.revokeLease(checkedId(id), options)).deleted();
    }

    @Override
    public LeaseInfo timeToLive(long id, boolean withKeys) {
        return Deadlines.await(cluster.leaseTimeToLive(checkedId(id), withKeys, options));
    }

    @Override
    public List<LeaseInfo> list() {
        return Deadlines.await(cluster.leases(options));
    }

    /** Ends all leases of the client: revokes what can be revoked in time. */
    void close(Duration drain) {
        Duration patience = drain.compareTo(FAREWELL_MAX) < 0 ? drain : FAREWELL_MAX;
        long endNanos = System.nanoTime() + patience.toNanos();
        List<Call<RevokeResult>> revoked = new ArrayList<>();
        for (long id : keeper.close()) {
            long left = endNanos - System.nanoTime();
            if (left > 0) {
                revoked.add(cluster.revokeLease(id, options.withDeadline(Duration.ofNanos(left))));
            }
        }
        CompletableFuture<Void> all = CompletableFuture.allOf(revoked.toArray(CompletableFuture[]::new));
        try {
            all.get(Math.max(0, endNanos - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException late) {
            // They end by themselves, at the latest after their time to live.
            return;
        }
    }

    private final class OfCluster implements LeaseKeeper.World {
        @Override
        public CompletableFuture<List<Duration>> keepAlive(List<Long> ids, Duration deadline) {
            return cluster.keepLeasesAlive(ids, options.withDeadline(deadline));
        }

        @Override
        public void revoke(long id) {
            try {
                Deadlines.awaitOrLeave(cluster.revokeLease(id, options));
            } catch (LeaseNotFoundException
                    | UnavailableException
                    | OutcomeUnknownException
                    | SessionLostException
                    | ClientClosedException late) {
                // Gone already, or goes when its time is over: said so.
                return;
            }
        }

        @Override
        public void after(long nanos, Runnable task) {
            cluster.after(nanos, task);
        }

        @Override
        public Executor listeners() {
            return cluster.callbacks();
        }
    }
}
