package io.ratiskv.client.connection;

import io.netty.util.concurrent.ScheduledFuture;
import io.ratiskv.client.KvException;
import io.ratiskv.client.RequestId;
import io.ratiskv.client.WriteResult;
import io.ratiskv.protocol.Request;
import io.ratiskv.protocol.Response;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A write, from when it is submitted: waits for the session to have room for it, then is sent under its id until it is
 * answered or its deadline passes.
 *
 * <p>Thread: network.
 */
final class Write implements RetryingCall.Sink {
    private final Network network;
    private final SessionKeeper keeper;
    private final Request template;
    private final long deadlineNanos;
    private final Call<WriteResult> call;
    private @Nullable ScheduledFuture<?> waitTimer;
    private @Nullable RetryingCall sending;
    private @Nullable Session session;
    private @Nullable RequestId id;

    Write(Network network, SessionKeeper keeper, Request template, long deadlineNanos, Call<WriteResult> call) {
        this.network = network;
        this.keeper = keeper;
        this.template = template;
        this.deadlineNanos = deadlineNanos;
        this.call = call;
    }

    long deadlineNanos() {
        return deadlineNanos;
    }

    boolean isOver() {
        return call.isDone();
    }

    /** As {@link #await}, if it is neither on its way yet nor over. */
    void awaitUnlessSent() {
        if (sending == null && !isOver()) {
            await();
        }
    }

    /** Until it is sent, its deadline is watched here. */
    void await() {
        long nanos = Math.max(0, deadlineNanos - System.nanoTime());
        waitTimer = network.loop().schedule(() -> keeper.expired(this), nanos, TimeUnit.NANOSECONDS);
    }

    void send(Session through, RequestId newId) {
        if (waitTimer != null) {
            waitTimer.cancel(false);
        }
        session = through;
        id = newId;
        sending = new RetryingCall(
                network,
                template,
                Route.LEADER,
                deadlineNanos,
                request -> request.setWriteId(through.writeId(newId.sequence())),
                this);
        sending.start();
    }

    /** Nobody waits any more. */
    void giveUp() {
        if (sending != null) {
            sending.end("given up by the caller", null);
        } else if (!isOver()) {
            keeper.expired(this);
        }
    }

    /** Ends it before it was sent. */
    void fail(KvException failure) {
        if (waitTimer != null) {
            waitTimer.cancel(false);
        }
        call.completeExceptionally(failure);
    }

    void succeed(WriteResult result) {
        call.complete(result);
    }

    @Override
    public void answered(List<Response> frames) {
        sending = null;
        if (session != null && id != null) {
            keeper.answered(this, session, id, frames.get(0));
        }
    }

    @Override
    public void failed(Failure failure) {
        sending = null;
        if (session != null && id != null) {
            keeper.failed(this, session, id, failure);
        }
    }
}
