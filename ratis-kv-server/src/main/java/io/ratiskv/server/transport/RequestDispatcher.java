package io.ratiskv.server.transport;

import io.ratiskv.protocol.Error;
import io.ratiskv.protocol.ErrorCode;
import io.ratiskv.protocol.Hello;
import io.ratiskv.protocol.ReadIndexResponse;
import io.ratiskv.protocol.Request;
import io.ratiskv.protocol.Response;
import io.ratiskv.protocol.TermRequest;
import io.ratiskv.protocol.TermResponse;
import io.ratiskv.protocol.WatchControlResponse;
import io.ratiskv.server.backup.BackupRefused;
import io.ratiskv.server.command.Command;
import io.ratiskv.server.membership.MembershipRefused;
import io.ratiskv.server.propose.LogPosition;
import io.ratiskv.server.propose.LogStatus;
import io.ratiskv.server.propose.NotAppendedException;
import io.ratiskv.server.propose.Refusal;
import io.ratiskv.server.read.StateReader;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands each request to the room that answers it, after what can be refused at once has been refused.
 *
 * <p>Thread: net loops; never blocks.
 */
final class RequestDispatcher implements Dispatcher {
    private static final Logger LOG = LoggerFactory.getLogger(RequestDispatcher.class);
    private static final long NANOS_PER_MS = 1_000_000;

    private final Rooms rooms;
    private final FrontEndLimits limits;
    private final LongSupplier nanoTime;
    private volatile boolean draining;

    RequestDispatcher(Rooms rooms, FrontEndLimits limits, LongSupplier nanoTime) {
        this.rooms = rooms;
        this.limits = limits;
        this.nanoTime = nanoTime;
    }

    /** Watches end, too. */
    @Override
    public void drain() {
        draining = true;
        rooms.watches().shutDown(shuttingDown());
    }

    @Override
    public void closed(Connection connection) {
        rooms.watches().closed(connection.watches());
    }

    @Override
    public @Nullable Refusal refuseHello(Hello hello) {
        Refusal refusal = Greeting.refusal(hello, rooms.clusterId());
        return refusal == null && draining ? shuttingDown() : refusal;
    }

    @Override
    public Response welcome(Hello hello) {
        return Response.newBuilder()
                .setWelcome(Greeting.welcome(hello, rooms.clusterId(), rooms.member(), limits)
                        .setLeader(Errors.leader(rooms.status().get())))
                .build();
    }

    @Override
    public void dispatch(Request request, PendingReply reply) {
        if (draining) {
            reply.refused(shuttingDown());
            return;
        }
        try {
            switch (request.getBodyCase()) {
                case PUT,
                        DELETE_RANGE,
                        TXN,
                        COMMIT,
                        COMPACT,
                        OPEN_SESSION,
                        CLOSE_SESSION,
                        LEASE_GRANT,
                        LEASE_KEEP_ALIVE,
                        LEASE_REVOKE,
                        PROTECT -> write(request, reply);
                case RANGE -> range(request, reply);
                case RESOLVE -> resolve(request, reply);
                case TERM -> term(request.getTerm(), reply);
                case READ_INDEX -> readIndex(reply);
                case STATUS -> status(request, reply);
                case HASH -> answer(rooms.admin().hash(), reply, Response.Builder::setHash);
                case SNAPSHOT -> answer(rooms.admin().snapshot(), reply, Response.Builder::setSnapshot);
                case LEASE_TIME_TO_LIVE -> timeToLive(request, reply);
                case LEASE_LIST -> leaseList(request, reply);
                case PROTECTED_RANGES ->
                    ask(StateReader::protectedRanges, request, reply, Response.Builder::setProtectedRanges);
                case WATCH -> watch(request, reply);
                case WATCH_CONTROL -> watchControl(request, reply);
                case IDENTIFY -> answer(rooms.admin().identify(), reply, Response.Builder::setIdentify);
                case MEMBERSHIP ->
                    answer(rooms.membership().handle(request.getMembership()), reply, Response.Builder::setMembership);
                case BACKUP ->
                    answer(
                            rooms.backups().handle(request.getBackup(), deadlineNanos(request)),
                            reply,
                            Response.Builder::setBackup);
                case WATCH_LIST -> answer(rooms.watches().list(), reply, Response.Builder::setWatchList);
                case HELLO, BODY_NOT_SET ->
                    reply.refused(
                            Refusal.of(ErrorCode.INVALID_ARGUMENT, "the request has no body that this member knows"));
            }
        } catch (RejectedExecutionException e) {
            reply.refused(overloaded());
        } catch (RuntimeException e) {
            LOG.error("a request failed: {}", request.getBodyCase(), e);
            reply.refused(Refusal.of(ErrorCode.INTERNAL, "the request failed on this member: " + e));
        }
    }

    private void write(Request request, PendingReply reply) {
        LogStatus status = rooms.status().get();
        if (!status.isLeader()) {
            reply.refused(Refusal.notLeader(status, limits.retryAfter()));
            return;
        }
        Command command = Commands.of(request);
        Optional<Error> invalid = rooms.validator().check(command);
        if (invalid.isPresent()) {
            reply.refused(invalid.get());
            return;
        }
        Optional<Refusal> closed = rooms.writeGate().apply(command);
        if (closed.isPresent()) {
            reply.refused(closed.get());
        } else {
            rooms.writes().submit(command, deadlineNanos(request), reply);
        }
    }

    private void range(Request request, PendingReply reply) {
        Optional<Error> invalid = rooms.validator().check(request.getRange());
        if (invalid.isPresent()) {
            reply.refused(invalid.get());
        } else {
            rooms.reads()
                    .range(
                            request.getRange(),
                            deadlineNanos(request),
                            new StreamedReply<>(reply, Response.Builder::setRange));
        }
    }

    private void resolve(Request request, PendingReply reply) {
        rooms.reads()
                .resolve(
                        request.getResolve(),
                        deadlineNanos(request),
                        new StreamedReply<>(reply, Response.Builder::setResolve));
    }

    private void timeToLive(Request request, PendingReply reply) {
        Optional<Error> invalid = rooms.validator().check(request.getLeaseTimeToLive());
        if (invalid.isPresent()) {
            reply.refused(invalid.get());
            return;
        }
        ask(
                state -> state.timeToLive(request.getLeaseTimeToLive()),
                request,
                reply,
                Response.Builder::setLeaseTimeToLive);
    }

    private void leaseList(Request request, PendingReply reply) {
        Optional<Error> invalid = rooms.validator().check(request.getLeaseList());
        if (invalid.isPresent()) {
            reply.refused(invalid.get());
            return;
        }
        ask(state -> state.leases(request.getLeaseList()), request, reply, Response.Builder::setLeaseList);
    }

    private <T> void ask(
            Function<StateReader, T> question,
            Request request,
            PendingReply reply,
            BiConsumer<Response.Builder, T> put) {
        rooms.reads().ask(question, deadlineNanos(request), new StreamedReply<>(reply, put));
    }

    private void watch(Request request, PendingReply reply) {
        Optional<Error> invalid = rooms.validator().check(request.getWatch());
        if (invalid.isPresent()) {
            reply.refused(invalid.get());
            return;
        }
        Connection connection = reply.connection();
        rooms.watches()
                .open(
                        request.getWatch(),
                        connection.watches(),
                        request.getRequestId(),
                        deadlineNanos(request),
                        new StreamedWatch(connection, request.getRequestId()));
    }

    private void watchControl(Request request, PendingReply reply) {
        rooms.watches()
                .control(
                        request.getWatchControl(),
                        reply.connection().watches(),
                        found -> reply.answered(Response.newBuilder()
                                .setWatchControl(
                                        WatchControlResponse.newBuilder().setFound(found))));
    }

    private void status(Request request, PendingReply reply) {
        Runnable tell = () -> answer(rooms.admin().status(), reply, Response.Builder::setStatus);
        if (request.getStatus().getFresh()) {
            rooms.reads().whenFresh(0, deadlineNanos(request), tell, reply::refused);
        } else {
            tell.run();
        }
    }

    private void term(TermRequest request, PendingReply reply) {
        OptionalLong term = rooms.admin().runningTerm();
        if (term.isEmpty()) {
            reply.refused(Refusal.of(ErrorCode.UNAVAILABLE, "this member's Raft division is not running"));
            return;
        }
        TermResponse.Builder answer =
                TermResponse.newBuilder().setMemberId(rooms.member().raftId()).setTerm(term.getAsLong());
        if (request.getLastEntry()) {
            LogPosition last = rooms.admin().lastEntry();
            answer.setLastEntryTerm(last.term()).setLastEntryIndex(last.index());
        }
        reply.answered(Response.newBuilder().setTerm(answer));
    }

    private void readIndex(PendingReply reply) {
        CompletableFuture<ReadIndexResponse> index = rooms.barrier()
                .readIndexAsLeader()
                .thenApply(i -> ReadIndexResponse.newBuilder()
                        .setTerm(rooms.status().get().term())
                        .setIndex(i)
                        .setLogTimeMs(rooms.writes().logTimeMs().orElse(0))
                        .build());
        answer(index, reply, Response.Builder::setReadIndex);
    }

    private <T> void answer(CompletableFuture<T> answer, PendingReply reply, BiConsumer<Response.Builder, T> put) {
        answer.whenComplete((value, failure) -> {
            if (failure == null) {
                Response.Builder response = Response.newBuilder();
                put.accept(response, value);
                reply.answered(response);
                return;
            }
            Throwable cause =
                    failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
            if (cause instanceof NotAppendedException) {
                reply.refused(Refusal.ofFailure(cause, rooms.status().get(), limits.retryAfter()));
            } else if (cause instanceof MembershipRefused refused) {
                reply.refused(refused.refusal());
            } else if (cause instanceof BackupRefused refused) {
                reply.refused(refused.refusal());
            } else if (cause instanceof RejectedExecutionException) {
                reply.refused(overloaded());
            } else {
                LOG.error("a request failed", cause);
                reply.refused(Refusal.of(ErrorCode.INTERNAL, "the request failed on this member: " + cause));
            }
        });
    }

    private long deadlineNanos(Request request) {
        long asked = Integer.toUnsignedLong(request.getDeadlineMs());
        long ms = asked == 0
                ? limits.defaultDeadline().toMillis()
                : Math.min(asked, limits.deadlineMax().toMillis());
        return nanoTime.getAsLong() + ms * NANOS_PER_MS;
    }

    private Refusal overloaded() {
        return Refusal.of(ErrorCode.OVERLOADED, "too much waits on this member").retryAfter(limits.retryAfter());
    }

    private Refusal shuttingDown() {
        return Refusal.of(ErrorCode.SHUTTING_DOWN, "this member is shutting down")
                .retryAfter(limits.retryAfter());
    }
}
