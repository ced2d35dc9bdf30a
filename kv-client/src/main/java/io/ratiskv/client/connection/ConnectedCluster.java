package io.ratiskv.client.connection;

import io.netty.channel.EventLoop;
import io.ratiskv.client.ClientClosedException;
import io.ratiskv.client.ClientSettings;
import io.ratiskv.client.CommitResult;
import io.ratiskv.client.CompactResult;
import io.ratiskv.client.Consistency;
import io.ratiskv.client.Delete;
import io.ratiskv.client.DeleteResult;
import io.ratiskv.client.GrantResult;
import io.ratiskv.client.KeyRange;
import io.ratiskv.client.LeaseInfo;
import io.ratiskv.client.Member;
import io.ratiskv.client.MemberStatus;
import io.ratiskv.client.MembershipChange;
import io.ratiskv.client.MembershipProgress;
import io.ratiskv.client.Outcome;
import io.ratiskv.client.OutcomeUnknownException;
import io.ratiskv.client.ProtectResult;
import io.ratiskv.client.ProtectedRange;
import io.ratiskv.client.Put;
import io.ratiskv.client.PutResult;
import io.ratiskv.client.Range;
import io.ratiskv.client.RangeResult;
import io.ratiskv.client.RequestId;
import io.ratiskv.client.Resolution;
import io.ratiskv.client.RevokeResult;
import io.ratiskv.client.StateHash;
import io.ratiskv.client.Txn;
import io.ratiskv.client.TxnResult;
import io.ratiskv.client.UnavailableException;
import io.ratiskv.client.Watch;
import io.ratiskv.client.WatchList;
import io.ratiskv.protocol.BackupRequest;
import io.ratiskv.protocol.BackupResponse;
import io.ratiskv.protocol.CompactRequest;
import io.ratiskv.protocol.Hello;
import io.ratiskv.protocol.Protocol;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The cluster over connections: turns each call into a request, hands it to the network thread, and turns the answer
 * back.
 */
final class ConnectedCluster implements Cluster {
    private final ClientSettings settings;
    private final String identity;
    private final ClientThreads threads;
    private final Gate gate;
    private final LiveNetwork network;
    private final SessionKeeper keeper;
    private final Unresolved unresolved = new Unresolved();
    private final Resolver resolver;
    private final Watches watches;
    private final Calls calls;
    private final LeaseCalls leases;
    private final MemberCalls members;
    private final AtomicBoolean closing = new AtomicBoolean();

    ConnectedCluster(ClientSettings settings) {
        List<Endpoint> endpoints =
                settings.endpoints().stream().map(Endpoint::parse).distinct().toList();
        this.settings = settings;
        this.identity = settings.identity().orElseGet(() -> "anonymous-" + UUID.randomUUID());
        this.gate = new Gate(settings.inFlightMax());
        this.threads = new ClientThreads(settings.name());
        Dialer dialer = new Dialer(threads.loop(), threads.pool(), hello(settings), settings.connectTimeout());
        this.network = new LiveNetwork(
                threads.loop(),
                new Members(endpoints, dialer),
                new RetryPolicy(settings.attemptTimeout(), new SplittableRandom()),
                Throttles.of(settings.throttling()),
                settings.rangeBytesMax());
        this.watches = new Watches(network);
        SessionOpener opener = new SessionOpener(network, identity, settings.sessionRetention());
        this.keeper = new SessionKeeper(identity, opener, unresolved, this::windowTight);
        this.resolver = new Resolver(
                network, identity, keeper, unresolved, settings.deadline().toNanos());
        this.calls =
                new Calls(threads, gate, network, keeper, settings.traceParent().orElse(() -> null));
        this.leases = new LeaseCalls(calls, network);
        this.members = new MemberCalls(calls);
    }

    private static Hello hello(ClientSettings settings) {
        return Hello.newBuilder()
                .setVersionMax(Protocol.VERSION_MAX)
                .setVersionMin(Protocol.VERSION_MIN)
                .setClusterId(settings.clusterId().orElse(""))
                .setClientName(settings.name())
                .build();
    }

    private void windowTight() {
        resolver.settleOldest();
    }

    @Override
    public Call<PutResult> put(Put put, CallOptions options) {
        return calls.write(builder -> builder.setPut(Requests.put(put)), PutResult.class, options);
    }

    @Override
    public Call<DeleteResult> delete(Delete delete, CallOptions options) {
        return calls.write(builder -> builder.setDeleteRange(Requests.delete(delete)), DeleteResult.class, options);
    }

    @Override
    public Call<TxnResult> txn(Txn txn, CallOptions options) {
        return calls.write(builder -> builder.setTxn(Requests.txn(txn)), TxnResult.class, options);
    }

    @Override
    public Call<CommitResult> commit(Commit commit, CallOptions options) {
        return calls.write(builder -> builder.setCommit(Requests.commit(commit)), CommitResult.class, options);
    }

    @Override
    public Call<CompactResult> compact(long revision, CallOptions options) {
        return calls.write(
                builder -> builder.setCompact(CompactRequest.newBuilder().setRevision(revision)),
                CompactResult.class,
                options);
    }

    @Override
    public Call<RangeResult> range(Range range, CallOptions options) {
        boolean linearizable = Requests.consistencyOf(range, options).equals(Consistency.LINEARIZABLE);
        return calls.read(
                builder -> builder.setRange(Requests.range(range, options)),
                linearizable ? Route.LEADER : Route.ANY,
                Answers::range,
                options);
    }

    @Override
    public Call<MemberStatus> status(String endpoint, CallOptions options) {
        return members.status(endpoint, options);
    }

    @Override
    public Call<List<Member>> members(CallOptions options) {
        return members.list(true, options);
    }

    @Override
    public Call<List<Member>> knownMembers(CallOptions options) {
        return members.list(false, options);
    }

    @Override
    public Call<MembershipProgress> changeMembers(MembershipChange change, CallOptions options) {
        return members.change(change, options);
    }

    @Override
    public Call<StateHash> hash(String endpoint, CallOptions options) {
        return members.hash(endpoint, options);
    }

    @Override
    public Call<Long> snapshot(String endpoint, CallOptions options) {
        return members.snapshot(endpoint, options);
    }

    @Override
    public Call<BackupResponse> backup(String endpoint, BackupRequest request, CallOptions options) {
        return members.backup(endpoint, request, options);
    }

    @Override
    public Call<GrantResult> grantLease(Duration ttl, long id, CallOptions options) {
        return leases.grant(ttl, id, options);
    }

    @Override
    public Call<List<Duration>> keepLeasesAlive(List<Long> ids, CallOptions options) {
        return leases.keepAlive(ids, options);
    }

    @Override
    public Call<RevokeResult> revokeLease(long id, CallOptions options) {
        return leases.revoke(id, options);
    }

    @Override
    public Call<LeaseInfo> leaseTimeToLive(long id, boolean withKeys, CallOptions options) {
        return leases.timeToLive(id, withKeys, options);
    }

    @Override
    public Call<List<LeaseInfo>> leases(CallOptions options) {
        return leases.list(options);
    }

    @Override
    public Call<ProtectResult> protect(KeyRange keys, boolean remove, CallOptions options) {
        return leases.protect(keys, remove, options);
    }

    @Override
    public Call<List<ProtectedRange>> protectedRanges(CallOptions options) {
        return leases.protectedRanges(options);
    }

    @Override
    public Call<WatchList> watches(String endpoint, CallOptions options) {
        return members.watches(endpoint, options);
    }

    @Override
    public WatchCall watch(Watch watch, CallOptions options, Runnable ready) {
        return watches.open(watch, options.minRevision(), ready);
    }

    @Override
    public Call<Resolution> resolve(RequestId requestId, CallOptions options) {
        return calls.begin(options, (call, deadlineNanos) -> {
            call.onGiveUp(() -> threads.loop()
                    .execute(() -> call.completeExceptionally(new OutcomeUnknownException(
                            "given up by the caller before it was known", requestId, List.of(), null))));
            return () -> resolver.resolve(requestId, deadlineNanos, call);
        });
    }

    @Override
    public Call<List<RequestId>> unresolved(CallOptions options) {
        return calls.begin(options, (call, deadlineNanos) -> {
            call.onGiveUp(() -> threads.loop()
                    .execute(() -> call.completeExceptionally(
                            new UnavailableException("given up by the caller", List.of(), null))));
            return () -> listUnresolved(call, deadlineNanos);
        });
    }

    private void listUnresolved(Call<List<RequestId>> call, long deadlineNanos) {
        if (settings.identity().isEmpty() || keeper.isFenced()) {
            call.complete(unresolved.all());
        } else {
            keeper.withSession(
                    deadlineNanos,
                    session -> call.complete(unresolved.all()),
                    failure -> call.completeExceptionally(Errors.ofRead(failure)));
        }
    }

    @Override
    public void abandon(RequestId requestId) {
        if (!closing.get()) {
            threads.loop().execute(() -> keeper.settled(requestId));
        }
    }

    @Override
    public String identity() {
        return identity;
    }

    @Override
    public void after(long nanos, Runnable task) {
        try {
            threads.loop().schedule(task, Math.max(0, nanos), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException closed) {
            // Closed meanwhile: the task is dropped, as is said.
            return;
        }
    }

    @Override
    public Executor callbacks() {
        Executor own = task -> executeElse(threads.pool(), task, Runnable::run);
        return settings.executor()
                .<Executor>map(theirs -> task -> executeElse(theirs, () -> offTheNetwork(task, own), own))
                .orElse(own);
    }

    /** A result must reach its caller even if the executor, or after its end the client's pool, takes nothing more. */
    private static void executeElse(Executor executor, Runnable task, Executor fallback) {
        try {
            executor.execute(task);
        } catch (RejectedExecutionException e) {
            fallback.execute(task);
        }
    }

    /** An executor that runs what it is given on the giver's thread must not make the network wait for that. */
    private void offTheNetwork(Runnable task, Executor own) {
        if (threads.loop().inEventLoop()) {
            own.execute(task);
        } else {
            task.run();
        }
    }

    @Override
    public void close(Duration drain) {
        if (!closing.compareAndSet(false, true)) {
            threads.awaitEnd(drain);
            return;
        }
        long endNanos = System.nanoTime() + drain.toNanos();
        ClientClosedException reason = new ClientClosedException("the client was closed", Outcome.NOT_APPLIED, null);
        watches.endAll(reason);
        gate.shut(drain);
        if (settings.identity().isEmpty()) {
            new Farewell(network, keeper).say(Duration.ofNanos(endNanos - System.nanoTime()));
        }
        EventLoop loop = threads.loop();
        loop.execute(() -> {
            keeper.close(reason);
            network.endAll(reason);
            network.members().close("the client was closed");
        });
        threads.close();
    }
}
