package io.ratiskv.server.transport;

import io.ratiskv.protocol.Error;
import io.ratiskv.protocol.Response;
import io.ratiskv.server.propose.Refusal;
import io.ratiskv.server.propose.WriteReply;
import java.util.concurrent.atomic.AtomicBoolean;

/** One open request of a connection; ends with its final answer, exactly once. Thread: any. */
final class PendingReply implements WriteReply {
    private final Connection connection;
    private final long requestId;
    private final AtomicBoolean ended = new AtomicBoolean();

    PendingReply(Connection connection, long requestId) {
        this.connection = connection;
        this.requestId = requestId;
    }

    @Override
    public void answered(byte[] response) {
        if (ended.compareAndSet(false, true)) {
            connection.reply(requestId, response);
            connection.requestEnded();
        }
    }

    @Override
    public void refused(Refusal refusal) {
        answered(Errors.encoded(refusal));
    }

    void refused(Error error) {
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
