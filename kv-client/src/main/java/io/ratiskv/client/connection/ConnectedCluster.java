package io.ratiskv.client.connection;

import io.netty.channel.EventLoop;
import io.ratiskv.client.ClientClosedException;
import io.ratiskv.client.ClientSettings;
import io.ratiskv.client.CommitResult;
import io.ratiskv.client.CompactResult;
import io.ratiskv.client.Consistency;
import io.ratiskv.client.Delete;
import io.ratiskv.client.DeleteResult;
import io.ratiskv.client.InvalidArgumentException;
import io.ratiskv.client.KvException;
import io.ratiskv.client.Member;
import io.ratiskv.client.MemberStatus;
import io.ratiskv.client.Outcome;
import io.ratiskv.client.OutcomeUnknownException;
import io.ratiskv.client.Put;
import io.ratiskv.client.PutResult;
import io.ratiskv.client.Range;
import io.ratiskv.client.RangeResult;
import io.ratiskv.client.RequestId;
import io.ratiskv.client.Resolution;
import io.ratiskv.client.StateHash;
import io.ratiskv.client.Txn;
import io.ratiskv.client.TxnResult;
import io.ratiskv.client.UnavailableException;
import io.ratiskv.client.Watch;
import io.ratiskv.client.WatchStatus;
import io.ratiskv.client.WriteResult;
import io.ratiskv.protocol.CloseSessionRequest;
import io.ratiskv.protocol.CompactRequest;
import io.ratiskv.protocol.HashRequest;
import io.ratiskv.protocol.Hello;
import io.ratiskv.protocol.Protocol;
import io.ratiskv.protocol.Request;
import io.ratiskv.protocol.Response;
import io.ratiskv.protocol.SnapshotRequest;
import io.ratiskv.protocol.StatusRequest;
import io.ratiskv.protocol.WatchListRequest;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The cluster over connections: turns each call into a request, hands it to the network thread, and turns the answer
 * back.
 */
final class ConnectedCluster implements Cluster {
    // The last word to the cluster is a courtesy: retention would end the session too.
    private static final Duration FAREWELL_MAX = Duration.ofMillis(500);

    private final ClientSettings settings;
    private final String identity;
    private final ClientThreads threads;
    private final Gate gate;
    private final LiveNetwork network;
    private final SessionKeeper keeper;
    private final Unresolved unresolved = new Unresolved();
    private final Resolver resolver;
    private final Watches watches;
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
                settings.rangeBytesMax());
        this.watches = new Watches(network);
        SessionOpener opener = new SessionOpener(network, identity, settings.sessionRetention());
        this.keeper = new SessionKeeper(identity, opener, unresolved, this::windowTight);
        this.resolver = new Resolver(
                network, identity, keeper, unresolved, settings.deadline().toNanos());
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
        return write(builder -> builder.setPut(Requests.put(put)), PutResult.class, options);
    }

    @Override
    public Call<DeleteResult> delete(Delete delete, CallOptions options) {
        return write(builder -> builder.setDeleteRange(Requests.delete(delete)), DeleteResult.class, options);
    }

    @Override
    public Call<TxnResult> txn(Txn txn, CallOptions options) {
        return write(builder -> builder.setTxn(Requests.txn(txn)), TxnResult.class, options);
    }

    @Override
    public Call<CommitResult> commit(Commit commit, CallOptions options) {
        return write(builder -> builder.setCommit(Requests.commit(commit)), CommitResult.class, options);
    }

    @Override
    public Call<CompactResult> compact(long revision, CallOptions options) {
        return write(
                builder -> builder.setCompact(CompactRequest.newBuilder().setRevision(revision)),
                CompactResult.class,
                options);
    }

    private <T extends WriteResult> Call<T> write(Consumer<Request.Builder> body, Class<T> type, CallOptions options) {
        return call(options, (call, deadlineNanos) -> {
            Request template = build(request -> {
                body.accept(request);
                options.fences().forEach(fence -> request.addFences(Requests.fence(fence)));
            });
            Call<WriteResult> result = new Call<>();
            result.whenComplete((value, failure) -> {
                if (failure != null) {
                    call.completeExceptionally(failure);
                } else if (type.isInstance(value)) {
                    call.complete(type.cast(value));
                } else {
                    call.completeExceptionally(new InvalidAnswer(value).toException());
                }
            });
            Write write = new Write(network, keeper, template, deadlineNanos, result);
            call.onGiveUp(() -> threads.loop().execute(write::giveUp));
            return () -> keeper.submit(write);
        });
    }

    /** An answer to another kind of write than was sent. */
    private record InvalidAnswer(WriteResult value) {
        KvException toException() {
            return new io.ratiskv.client.ServerFaultException("a member answered with " + value, Outcome.UNKNOWN, null);
        }
    }

    @Override
    public Call<RangeResult> range(Range range, CallOptions options) {
        boolean linearizable = Requests.consistencyOf(range, options).equals(Consistency.LINEARIZABLE);
        return ask(
                builder -> builder.setRange(Requests.range(range, options)),
                linearizable ? Route.LEADER : Route.ANY,
                Answers::range,
                options);
    }

    @Override
    public Call<MemberStatus> status(String endpoint, CallOptions options) {
        return ask(
                builder -> builder.setStatus(StatusRequest.getDefaultInstance()),
                Route.only(Endpoint.parse(endpoint)),
                frames -> Answers.status(only(frames, Response::hasStatus).getStatus()),
                options);
    }

    @Override
    public Call<List<Member>> members(CallOptions options) {
        return ask(
                builder -> builder.setStatus(StatusRequest.getDefaultInstance()),
                Route.ANY,
                frames -> Answers.members(only(frames, Response::hasStatus).getStatus()),
                options);
    }

    @Override
    public Call<StateHash> hash(String endpoint, CallOptions options) {
        return ask(
                builder -> builder.setHash(HashRequest.getDefaultInstance()),
                Route.only(Endpoint.parse(endpoint)),
                frames -> {
                    var hash = only(frames, Response::hasHash).getHash();
                    return new StateHash(hash.getAppliedIndex(), hash.getRevision(), hash.getHash());
                },
                options);
    }

    @Override
    public Call<Long> snapshot(String endpoint, CallOptions options) {
        return ask(
                builder -> builder.setSnapshot(SnapshotRequest.getDefaultInstance()),
                Route.only(Endpoint.parse(endpoint)),
                frames -> only(frames, Response::hasSnapshot).getSnapshot().getIndex(),
                options);
    }

    private static Response only(List<Response> frames, Function<Response, Boolean> isWanted) {
        Response frame = frames.get(0);
        if (!isWanted.apply(frame)) {
            throw Answers.unexpected(frame);
        }
        return frame;
    }

    private <T> Call<T> ask(
            Consumer<Request.Builder> body, Route route, Function<List<Response>, T> decode, CallOptions options) {
        return call(options, (call, deadlineNanos) -> {
            RetryingCall.Sink sink = new RetryingCall.Sink() {
                @Override
                public void answered(List<Response> frames) {
                    try {
                        call.complete(decode.apply(frames));
                    } catch (KvException unreadable) {
                        call.completeExceptionally(unreadable);
                    }
                }

                @Override
                public void failed(Failure failure) {
                    call.completeExceptionally(Errors.ofRead(failure));
                }
            };
            RetryingCall asking = new RetryingCall(network, build(body), route, deadlineNanos, stamp -> {}, sink);
            call.onGiveUp(() -> threads.loop().execute(() -> asking.end("given up by the caller", null)));
            return asking::start;
        });
    }

    private static Request build(Consumer<Request.Builder> body) {
        Request.Builder request = Request.newBuilder();
        body.accept(request);
        return request.build();
    }

    @Override
    public Call<io.ratiskv.client.LeaseInfo> grantLease(Duration ttl, long id, CallOptions options) {
        throw new UnsupportedOperationException("not there yet");
    }

    @Override
    public Call<List<Duration>> keepLeasesAlive(List<Long> ids, CallOptions options) {
        throw new UnsupportedOperationException("not there yet");
    }

    @Override
    public Call<Long> revokeLease(long id, CallOptions options) {
        throw new UnsupportedOperationException("not there yet");
    }

    @Override
    public Call<io.ratiskv.client.LeaseInfo> leaseTimeToLive(long id, boolean withKeys, CallOptions options) {
        throw new UnsupportedOperationException("not there yet");
    }

    @Override
    public Call<List<io.ratiskv.client.LeaseInfo>> leases(CallOptions options) {
        throw new UnsupportedOperationException("not there yet");
    }

    @Override
    public Call<Boolean> protect(io.ratiskv.client.KeyRange keys, boolean remove, CallOptions options) {
        throw new UnsupportedOperationException("not there yet");
    }

    @Override
    public Call<List<io.ratiskv.client.ProtectedRange>> protectedRanges(CallOptions options) {
        throw new UnsupportedOperationException("not there yet");
    }

    @Override
    public Call<List<WatchStatus>> watches(String endpoint, CallOptions options) {
        return ask(
                builder -> builder.setWatchList(WatchListRequest.getDefaultInstance()),
                Route.only(Endpoint.parse(endpoint)),
                frames -> WatchMessages.statuses(
                        only(frames, Response::hasWatchList).getWatchList()),
                options);
    }

    @Override
    public WatchCall watch(Watch watch, CallOptions options, Runnable ready) {
        return watches.open(watch, options.minRevision(), ready);
    }

    @Override
    public Call<Resolution> resolve(RequestId requestId, CallOptions options) {
        return call(options, (call, deadlineNanos) -> {
            call.onGiveUp(() -> threads.loop()
                    .execute(() -> call.completeExceptionally(new OutcomeUnknownException(
                            "given up by the caller before it was known", requestId, List.of(), null))));
            return () -> resolver.resolve(requestId, deadlineNanos, call);
        });
    }

    @Override
    public Call<List<RequestId>> unresolved(CallOptions options) {
        return call(options, (call, deadlineNanos) -> {
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

    /** What a call does: checks and builds on the caller's thread; what it answers is run on the network thread. */
    private interface Begin<T> {
        Runnable prepare(Call<T> call, long deadlineNanos);
    }

    private <T> Call<T> call(CallOptions options, Begin<T> begin) {
        Call<T> call = new Call<>();
        long deadlineNanos = System.nanoTime() + options.deadline().toNanos();
        try {
            Runnable start = begin.prepare(call, deadlineNanos);
            gate.enter(deadlineNanos, options.mayWait());
            call.whenComplete((value, failure) -> gate.leave());
            threads.loop().execute(start);
        } catch (InvalidArgumentException wrong) {
            throw wrong;
        } catch (KvException refused) {
            call.completeExceptionally(refused);
        } catch (RejectedExecutionException e) {
            call.completeExceptionally(new ClientClosedException("the client is closed", Outcome.NOT_APPLIED, null));
        }
        return call;
    }

    @Override
    public String identity() {
        return identity;
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
            sayFarewell(Math.min(FAREWELL_MAX.toNanos(), Math.max(0, endNanos - System.nanoTime())));
        }
        EventLoop loop = threads.loop();
        loop.execute(() -> {
            keeper.close(reason);
            network.endAll(reason);
            network.members().close("the client was closed");
        });
        threads.close();
    }

    /** Tells the cluster that nobody will come back for the session's answers. */
    private void sayFarewell(long nanos) {
        Call<Boolean> told = new Call<>();
        threads.loop().execute(() -> {
            Session session = keeper.session();
            if (session == null) {
                told.complete(false);
                return;
            }
            Request request = Request.newBuilder()
                    .setCloseSession(CloseSessionRequest.newBuilder()
                            .setSessionId(session.id())
                            .setIncarnation(session.incarnation()))
                    .build();
            RetryingCall.Sink sink = new RetryingCall.Sink() {
                @Override
                public void answered(List<Response> frames) {
                    told.complete(true);
                }

                @Override
                public void failed(Failure failure) {
                    told.complete(false);
                }
            };
            new RetryingCall(network, request, Route.LEADER, System.nanoTime() + nanos, stamp -> {}, sink).start();
        });
        told.completeOnTimeout(false, nanos + TimeUnit.MILLISECONDS.toNanos(50), TimeUnit.NANOSECONDS)
                .join();
    }
}
