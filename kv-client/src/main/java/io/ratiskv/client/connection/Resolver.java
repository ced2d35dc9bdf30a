package io.ratiskv.client.connection;

import com.google.protobuf.InvalidProtocolBufferException;
import io.ratiskv.client.ClientClosedException;
import io.ratiskv.client.InvalidArgumentException;
import io.ratiskv.client.KvException;
import io.ratiskv.client.Outcome;
import io.ratiskv.client.OutcomeUnknownException;
import io.ratiskv.client.RequestId;
import io.ratiskv.client.Resolution;
import io.ratiskv.protocol.ErrorCode;
import io.ratiskv.protocol.Request;
import io.ratiskv.protocol.ResolveRequest;
import io.ratiskv.protocol.ResolveResponse;
import io.ratiskv.protocol.Response;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Finds out what became of writes, without making any of them happen: a write that was not applied so far is made
 * impossible by a new incarnation, and then asked about once more.
 *
 * <p>Thread: network.
 */
final class Resolver {
    private final Network network;
    private final String identity;
    private final SessionKeeper keeper;
    private final Unresolved unresolved;
    private final long ownDeadlineNanos;
    private boolean settling;

    /**
     * @param ownDeadlineNanos time for a resolution that nobody but the client itself has asked for
     */
    Resolver(Network network, String identity, SessionKeeper keeper, Unresolved unresolved, long ownDeadlineNanos) {
        this.network = network;
        this.identity = identity;
        this.keeper = keeper;
        this.unresolved = unresolved;
        this.ownDeadlineNanos = ownDeadlineNanos;
    }

    /** The caller is told, and the cluster may forget. */
    void resolve(RequestId id, long deadlineNanos, Call<Resolution> call) {
        if (!id.identity().equals(identity)) {
            call.completeExceptionally(new InvalidArgumentException(
                    "requestId", "is of \"" + id.identity() + "\", this client is \"" + identity + "\""));
            return;
        }
        Resolution before = unresolved.foundBefore(id);
        if (before != null) {
            keeper.settled(id);
            call.complete(before);
            return;
        }
        Question question = new Question(id, deadlineNanos, call);
        call.whenComplete((resolution, failure) -> {
            if (failure == null) {
                keeper.settled(id);
            }
        });
        question.begin();
    }

    /**
     * Half of the window is taken by answers that are kept for writes nobody has resolved: find out about the oldest,
     * keep that here, and let the cluster forget it.
     */
    void settleOldest() {
        Session session = keeper.session();
        if (settling || session == null) {
            return;
        }
        Optional<RequestId> oldest = unresolved.oldestHeld(session);
        if (oldest.isEmpty()) {
            return;
        }
        settling = true;
        Call<Resolution> call = new Call<>();
        call.whenComplete((resolution, failure) -> {
            settling = false;
            if (resolution != null) {
                unresolved.found(resolution);
                keeper.forgettable(oldest.get());
            }
        });
        new Question(oldest.get(), System.nanoTime() + ownDeadlineNanos, call).begin();
    }

    private final class Question {
        private final RequestId id;
        private final long deadlineNanos;
        private final Call<Resolution> call;
        private boolean incarnationRenewed;

        Question(RequestId id, long deadlineNanos, Call<Resolution> call) {
            this.id = id;
            this.deadlineNanos = deadlineNanos;
            this.call = call;
        }

        void begin() {
            long nanos = Math.max(0, deadlineNanos - System.nanoTime());
            var timer =
                    network.loop().schedule(() -> fail("no answer within the deadline"), nanos, TimeUnit.NANOSECONDS);
            call.whenComplete((resolution, failure) -> timer.cancel(false));
            if (keeper.isFenced()) {
                ask();
            } else {
                keeper.withSession(deadlineNanos, session -> ask(), this::fail);
            }
        }

        private void ask() {
            if (call.isDone()) {
                return;
            }
            Session session = keeper.session();
            if (session != null
                    && id.sessionId() == session.id()
                    && id.incarnation() < session.incarnation()
                    && id.sequence() >= session.unusedFrom()) {
                // Known since the session was opened. The cluster would take it for confirmed by now.
                done(Outcome.NOT_APPLIED);
                return;
            }
            Request request = Request.newBuilder()
                    .setResolve(ResolveRequest.newBuilder()
                            .setSessionId(id.sessionId())
                            .setSequence(id.sequence()))
                    .build();
            new RetryingCall(network, request, Route.LEADER, deadlineNanos, stamp -> {}, new RetryingCall.Sink() {
                        @Override
                        public void answered(List<Response> frames) {
                            told(frames.get(0).getResolve());
                        }

                        @Override
                        public void failed(Failure failure) {
                            if (failure.error() != null && failure.error().getCode() == ErrorCode.SESSION_NOT_FOUND) {
                                done(Outcome.UNKNOWN);
                            } else {
                                fail(failure);
                            }
                        }
                    })
                    .start();
        }

        private void told(ResolveResponse response) {
            switch (response.getState()) {
                case ANSWERED -> answered(response);
                // The cluster may forget what lies below the oldest unanswered write, applied or not.
                case CONFIRMED -> done(Outcome.UNKNOWN);
                case NOT_FOUND -> notFound();
                case UNRECOGNIZED -> fail("a member answered with a state that this client does not know");
            }
        }

        private void answered(ResolveResponse response) {
            try {
                Response answer = Response.parseFrom(response.getAnswer());
                if (answer.hasError()) {
                    KvException rejection = Errors.decided(answer.getError(), false, id);
                    call.complete(new Resolution(id, Outcome.NOT_APPLIED, Optional.empty(), Optional.of(rejection)));
                } else {
                    call.complete(
                            new Resolution(id, Outcome.APPLIED, Optional.of(Answers.write(answer)), Optional.empty()));
                }
            } catch (InvalidProtocolBufferException e) {
                fail("the answer that was kept cannot be read: " + e.getMessage());
            } catch (KvException e) {
                call.completeExceptionally(e);
            }
        }

        private void notFound() {
            Session session = keeper.session();
            // Whoever has taken the session over, this client or another, has made an end of the older incarnations.
            long present = session != null && id.sessionId() == session.id() ? session.incarnation() : -1;
            if (keeper.isFenced() || id.incarnation() < present) {
                done(Outcome.NOT_APPLIED);
            } else if (id.incarnation() > present || incarnationRenewed) {
                fail("the cluster does not know it, and it is not of this client's session");
            } else {
                incarnationRenewed = true;
                keeper.withNewIncarnation(deadlineNanos, renewed -> ask(), this::fail);
            }
        }

        private void done(Outcome outcome) {
            call.complete(new Resolution(id, outcome, Optional.empty(), Optional.empty()));
        }

        private void fail(Failure failure) {
            if (failure.own() instanceof ClientClosedException closed) {
                call.completeExceptionally(closed);
            } else {
                call.completeExceptionally(new OutcomeUnknownException(
                        "what became of " + id + " could not be told: " + failure.reason()
                                + Errors.told(failure.tried()),
                        id,
                        failure.tried(),
                        failure.own()));
            }
        }

        private void fail(String reason) {
            call.completeExceptionally(new OutcomeUnknownException(
                    "what became of " + id + " could not be told: " + reason, id, List.of(), null));
        }
    }
}
