package io.ratiskv.client;

import java.util.Optional;

/**
 * Is told what a watch tells: one call at a time, in order, on the client's executor, never on its network thread. It may
 * wait, and call the client. While it works, further items wait in the member.
 */
public interface WatchListener {
    void told(WatchItem item);

    /**
     * The watch is over; called once, last. What {@link #told} throws ends the watch, too, and comes here.
     *
     * @param reason why; empty if it was closed
     */
    void ended(Optional<Throwable> reason);
}
