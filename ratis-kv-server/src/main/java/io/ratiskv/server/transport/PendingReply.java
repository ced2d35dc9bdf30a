package io.ratiskv.server.transport;

import io.ratiskv.protocol.Error;
import io.ratiskv.protocol.Request;
import io.ratiskv.protocol.Response;
import io.ratiskv.server.propose.Refusal;
import io.ratiskv.server.propose.RequestOrigin;
import io.ratiskv.server.propose.WriteReply;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;

/** One open request of a connection; ends with its final answer, exactly once. Thread: any. */
final class PendingReply implements WriteReply, RequestOrigin {
    // Whatever else a client sends does not get into a log.
    private static final Pattern TRACE_PARENT = Pattern.compile("[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}");

    private final Connection connection;
    private final long requestId;
    private final RequestKind kind;
    private final FrontEndObserver observer;
    private final long begunNanos;
    private final String traceParent;
    private volatile long freshNanos = -1;
    private final AtomicBoolean ended = new AtomicBoolean();

    /** @param nowNanos when it arrived */
    PendingReply(Connection connection, Request request, FrontEndObserver observer, long nowNanos) {
        this.connection = connection;
        this.requestId = request.getRequestId();
        this.kind = RequestKind.of(request);
        this.observer = observer;
        this.begunNanos = nowNanos;
        this.traceParent = request.getTraceParent();
    }

    @Override
    public void answered(byte[] response) {
        if (ended.compareAndSet(false, true)) {
            connection.reply(requestId, response);
            connection.requestEnded();
            observer.answered(kind, connection.nowNanos() - begunNanos, freshNanos, this);
        }
    }

    @Override
    public RequestOrigin origin() {
        return this;
    }

    @Override
    public long requestId() {
        return requestId;
    }

    @Override
    public String client() {
        return connection.clientName() + " at " + connection.remote();
    }

    @Override
    public String traceParent() {
        return TRACE_PARENT.matcher(traceParent).matches() ? traceParent : "";
    }

    /** What it reads is fresh enough. */
    void fresh() {
        freshNanos = connection.nowNanos() - begunNanos;
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
