package io.ratiskv.client;

import java.time.Duration;
import java.util.Optional;

/**
 * An open watch, taken item by item. It resumes by itself for as long as it is open, whatever becomes of connections,
 * members and leaders: that is no failure and is not told. Its end always is.
 *
 * <p>What is not taken waits in the member, not here, but for at most the watch's window of bytes and one frame. When the
 * connection breaks, the watch goes on once what is here has been taken. Thread-safe; meant for one consumer.
 */
public interface WatchStream extends AutoCloseable {
    /**
     * The next item; waits for it.
     *
     * @throws CompactedException if history was compacted and the watch wants no resets
     * @throws FutureRevisionException if the watch shall begin at a revision that does not exist yet
     * @throws InvalidRequestException if the watch is refused for what it asks
     * @throws PermissionDeniedException if it may not see the range
     * @throws LimitReachedException if no member takes a further watch, before this one was there
     * @throws ClientClosedException if the watch or the client was closed; also once any of the others was thrown
     */
    WatchItem next() throws InterruptedException;

    /** As {@link #next}, waiting at most so long; empty if nothing came. */
    Optional<WatchItem> poll(Duration patience) throws InterruptedException;

    /** Everything up to this revision was told by items that were taken; 0 before the first. */
    long revision();

    /** Ask for a {@link WatchItem.Progress} as soon as everything is told that the member has applied by then. */
    void requestProgress();

    @Override
    void close();
}
