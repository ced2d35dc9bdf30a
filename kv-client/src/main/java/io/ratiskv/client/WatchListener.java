package io.ratiskv.client;

import java.util.Optional;

/**
 * Is told what a watch tells: one call at a time, in order, on the client's executor, never on its network thread. It may
 * wait, and call the client, also if the executor has one thread; only a future of the async client, which completes on
 * that same executor, must then not be waited for. While it works, further items wait in the member.
 */
public interface WatchListener {
    void told(WatchItem item);

    /**
     * The watch is over; called once, last. What {@link #told} throws ends the watch, too, and comes here.
     *
     * @param reason why; empty if the watch was closed, {@link ClientClosedException} if its client was
     */
    void ended(Optional<Throwable> reason);
}
