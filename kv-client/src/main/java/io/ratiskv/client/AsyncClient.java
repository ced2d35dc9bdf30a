package io.ratiskv.client;

import io.ratiskv.client.connection.CallOptions;
import io.ratiskv.client.connection.Cluster;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** The client that does not wait: hands what the network thread completes to the callers' executor. */
final class AsyncClient implements AsyncKvClient {
    private final Cluster cluster;
    private final CallOptions options;
    private final ClientLeases leases;

    AsyncClient(Cluster cluster, CallOptions options, ClientLeases leases) {
        this.cluster = cluster;
        this.options = options;
        this.leases = leases;
    }

    @Override
    public AsyncKv withDeadline(Duration deadline) {
        return with(options.withDeadline(Deadlines.checked(deadline)));
    }

    @Override
    public AsyncKv withConsistency(Consistency consistency) {
        return with(options.withConsistency(consistency));
    }

    @Override
    public AsyncKv withMinRevision(long revision) {
        return with(options.withMinRevision(revision));
    }

    @Override
    public AsyncKv withFences(Fence... fences) {
        return with(options.withFences(List.of(fences)));
    }

    private AsyncKv with(CallOptions changed) {
        return new AsyncClient(cluster, changed, leases);
    }

    @Override
    public CompletableFuture<PutResult> put(Put put) {
        return handedOver(cluster.put(put, options));
    }

    @Override
    public CompletableFuture<RangeResult> range(Range range) {
        return handedOver(cluster.range(range, options));
    }

    @Override
    public CompletableFuture<RangeResult> page(Range range) {
        return page(range, new PageSize());
    }

    private CompletableFuture<RangeResult> page(Range range, PageSize size) {
        return handedOver(size.ask(cluster, range, options))
                .exceptionallyCompose(failure ->
                        size.shrunkBy(failure) ? page(range, size) : CompletableFuture.failedFuture(failure));
    }

    @Override
    public CompletableFuture<DeleteResult> delete(Delete delete) {
        return handedOver(cluster.delete(delete, options));
    }

    @Override
    public CompletableFuture<TxnResult> txn(Txn txn) {
        return handedOver(cluster.txn(txn, options));
    }

    @Override
    public <T> CompletableFuture<T> transact(TransactionBody<T> body) {
        return CompletableFuture.supplyAsync(
                () -> new Transact<>(cluster, options, body).run().value(), cluster.callbacks());
    }

    @Override
    public AsyncAdmin admin() {
        return new Administration();
    }

    @Override
    public AsyncLeases leases() {
        return new Leasing();
    }

    @Override
    public CompletableFuture<Resolution> resolve(RequestId requestId) {
        return handedOver(cluster.resolve(requestId, options));
    }

    @Override
    public CompletableFuture<List<RequestId>> unresolved() {
        return handedOver(cluster.unresolved(options));
    }

    @Override
    public void abandon(RequestId requestId) {
        cluster.abandon(requestId);
    }

    private <T> CompletableFuture<T> handedOver(CompletableFuture<T> call) {
        return handedOver(call, unwanted -> {});
    }

    /** @param late takes what is answered after the caller has cancelled, or completed, the future */
    private <T> CompletableFuture<T> handedOver(CompletableFuture<T> call, Consumer<T> late) {
        CompletableFuture<T> result = new CompletableFuture<>();
        // Not whenComplete: its own future, which nobody sees, would wrap each failure in another, with a stack.
        call.handleAsync(
                (value, failure) -> {
                    if (failure == null) {
                        if (!result.complete(value)) {
                            late.accept(value);
                        }
                    } else {
                        result.completeExceptionally(failure);
                    }
                    return result;
                },
                cluster.callbacks());
        return result;
    }

    private final class Administration implements AsyncAdmin {
        @Override
        public CompletableFuture<CompactResult> compact(long revision) {
            return handedOver(cluster.compact(revision, options));
        }

        @Override
        public CompletableFuture<MemberStatus> status(String endpoint) {
            return handedOver(cluster.status(endpoint, options));
        }

        @Override
        public CompletableFuture<List<Member>> members() {
            return handedOver(cluster.members(options));
        }

        @Override
        public CompletableFuture<StateHash> hash(String endpoint) {
            return handedOver(cluster.hash(endpoint, options));
        }

        @Override
        public CompletableFuture<Long> snapshot(String endpoint) {
            return handedOver(cluster.snapshot(endpoint, options));
        }

        @Override
        public CompletableFuture<Boolean> protect(KeyRange keys) {
            return handedOver(cluster.protect(keys, false, options)).thenApply(ProtectResult::changed);
        }

        @Override
        public CompletableFuture<Boolean> unprotect(KeyRange keys) {
            return handedOver(cluster.protect(keys, true, options)).thenApply(ProtectResult::changed);
        }

        @Override
        public CompletableFuture<List<ProtectedRange>> protectedRanges() {
            return handedOver(cluster.protectedRanges(options));
        }

        @Override
        public CompletableFuture<Boolean> change(MembershipChange change, Consumer<MembershipProgress> progress) {
            return MembershipSteps.take(cluster, options, change, progress);
        }
    }

    private final class Leasing implements AsyncLeases {
        @Override
        public CompletableFuture<Lease> grant(Duration ttl) {
            return handedOver(leases.grantLater(ttl, options), this::drop);
        }

        /** Nobody has it, so nobody will close it. Should this fail, it ends by itself. */
        private void drop(Lease unwanted) {
            unwanted.abandon();
            cluster.revokeLease(unwanted.id(), options);
        }

        @Override
        public CompletableFuture<Long> grantOnce(Duration ttl) {
            return handedOver(cluster.grantLease(ClientLeases.checkedTtl(ttl), 0, options))
                    .thenApply(GrantResult::id);
        }

        @Override
        public CompletableFuture<Long> grantOnce(Duration ttl, long id) {
            return handedOver(cluster.grantLease(ClientLeases.checkedTtl(ttl), ClientLeases.checkedId(id), options))
                    .thenApply(GrantResult::id);
        }

        @Override
        public CompletableFuture<Duration> keepAlive(long id) {
            return handedOver(cluster.keepLeasesAlive(List.of(ClientLeases.checkedId(id)), options))
                    .thenApply(ttls -> ClientLeases.found(id, ttls));
        }

        @Override
        public CompletableFuture<Long> revoke(long id) {
            return handedOver(cluster.revokeLease(ClientLeases.checkedId(id), options))
                    .thenApply(RevokeResult::deleted);
        }

        @Override
        public CompletableFuture<LeaseInfo> timeToLive(long id, boolean withKeys) {
            return handedOver(cluster.leaseTimeToLive(ClientLeases.checkedId(id), withKeys, options));
        }

        @Override
        public CompletableFuture<List<LeaseInfo>> list() {
            return handedOver(cluster.leases(options));
        }
    }
}
