package io.ratiskv.client.connection;

import io.ratiskv.client.KvException;
import io.ratiskv.protocol.Request;
import io.ratiskv.protocol.Response;

/** One request on one connection, and who waits for its answer. All on the network thread. */
interface Exchange {
    /** Made when it is about to be written, so that it tells the time that is left then. */
    Request request(long requestId);

    /** Goes before those that wait for room on the connection. */
    default boolean isUrgent() {
        return false;
    }

    /** A frame of the answer; the last one unless it {@code continues}. */
    void response(Response response);

    /** The request breaks a limit that the member has stated; it was not sent. */
    void refused(KvException reason);

    /**
     * There will be no answer.
     *
     * @param sent the request may have arrived
     */
    void lost(String reason, boolean sent);

    /** Its answer goes on and on: takes none of the room that the member has for requests under way. */
    default boolean isStream() {
        return false;
    }
}
