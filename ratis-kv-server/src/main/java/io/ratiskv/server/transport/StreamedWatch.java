package io.ratiskv.server.transport;

import io.ratiskv.server.propose.Refusal;
import io.ratiskv.server.watch.WatchReply;

/**
 * A watch's answers on their way into response frames. Until it is created it is an open request like any other; from
 * then on its connection has a watch more and a request less.
 *
 * <p>Thread: any, one call at a time.
 */
final class StreamedWatch implements WatchReply {
    private final Connection connection;
    private final long requestId;
    private boolean created;

    StreamedWatch(Connection connection, long requestId) {
        this.connection = connection;
        this.requestId = requestId;
    }

    @Override
    public void created() {
        created = true;
        connection.watches().opened();
        connection.requestEnded();
    }

    @Override
    public void tell(byte[] answer) {
        connection.writer().queue(requestId, answer);
    }

    @Override
    public void ended(byte[] answer) {
        connection.reply(requestId, answer);
        if (created) {
            connection.watches().ended();
        } else {
            connection.requestEnded();
        }
    }

    @Override
    public void refused(Refusal refusal) {
        ended(Errors.encoded(refusal));
    }
}
