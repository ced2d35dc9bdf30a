package io.ratiskv.server.transport;

import io.ratiskv.protocol.Response;
import io.ratiskv.server.propose.Refusal;
import io.ratiskv.server.read.ReadReply;
import java.util.function.BiConsumer;

/** A read's answer on its way into response frames, no faster than the connection takes them. */
final class StreamedReply<T> implements ReadReply<T> {
    private final PendingReply reply;
    private final BiConsumer<Response.Builder, T> put;

    /** @param put sets the response's body */
    StreamedReply(PendingReply reply, BiConsumer<Response.Builder, T> put) {
        this.reply = reply;
        this.put = put;
    }

    @Override
    public void fresh() {
        reply.fresh();
    }

    @Override
    public void part(T part, boolean continues) {
        Response.Builder response = Response.newBuilder();
        put.accept(response, part);
        if (continues) {
            reply.part(response);
        } else {
            reply.answered(response);
        }
    }

    @Override
    public void refused(Refusal refusal) {
        reply.refused(refusal);
    }

    @Override
    public boolean isWritable() {
        return reply.connection().writer().isWritable();
    }

    @Override
    public void whenWritable(Runnable resume) {
        reply.connection().writer().whenWritable(resume);
    }

    @Override
    public boolean isGone() {
        return reply.connection().writer().isClosed();
    }
}
