package io.ratiskv.server.transport;

import io.ratiskv.protocol.Error;
import io.ratiskv.protocol.Request;
import io.ratiskv.protocol.Response;
import io.ratiskv.server.propose.Refusal;
import io.ratiskv.server.propose.WriteReply;
import java.util.concurrent.atomic.AtomicBoolean;

/** One open request of a connection; ends with its final answer, exactly once. Thread: any. */
final class PendingReply implements WriteReply {
    private final Connection connection;
    private final long requestId;
    private final RequestKind kind;
    private final FrontEndObserver observer;
    private final long begunNanos;
    private final AtomicBoolean ended = new AtomicBoolean();

    /** @param nowNanos when it arrived */
    PendingReply(Connection connection, Request request, FrontEndObserver observer, long nowNanos) {
        this.connection = connection;
        this.requestId = request.getRequestId();
        this.kind = RequestKind.of(request);
        this.observer = observer;
        this.begunNanos = nowNanos;
    }

    @Override
    public void answered(byte[] response) {
        if (ended.compareAndSet(false, true)) {
            connection.reply(requestId, response);
            connection.requestEnded();
            observer.answered(kind, connection.nowNanos() - begunNanos);
        }
    }

    @Override
    public void refused(Refusal refusal) {
        observer.refused(refusal.code());
        answered(Errors.encoded(refusal));
    }

    void refused(Error error) {
        observer.refused(error.getCode());
        answered(Response.newBuilder().setError(error));
    }

    void answered(Response.Builder response) {
        answered(response.build().toByteArray());
    }

    /** A part of an answer; more follow. */
    void part(Response.Builder response) {
        if (!ended.get()) {
            connection.reply(requestId, response.setContinues(true).build().toByteArray());
        }
    }

    Connection connection() {
        return connection;
    }
}
