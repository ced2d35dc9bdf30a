package io.ratiskv.server.transport;

import io.ratiskv.protocol.Hello;
import io.ratiskv.protocol.Request;
import io.ratiskv.protocol.Response;
import io.ratiskv.server.propose.Refusal;
import org.jspecify.annotations.Nullable;

/**
 * Who answers the requests of a connection.
 *
 * <p>Thread: net loops; never blocks.
 */
interface Dispatcher {
    /** Why we cannot talk, if so. */
    @Nullable
    Refusal refuseHello(Hello hello);

    Response welcome(Hello hello);

    void dispatch(Request request, PendingReply reply);

    /** A connection is gone. */
    void closed(Connection connection);

    /** From now on only what was accepted before is answered. */
    void drain();
}
