package io.ratiskv.server.watch;

import io.ratiskv.server.propose.Refusal;
import java.util.function.Consumer;

/** How a watch gets to begin after everything that was acknowledged before it. */
@FunctionalInterface
public interface WatchBarrier {
    /**
     * Runs {@code ready} once this member has applied everything that was acknowledged when this was called, and
     * {@code minRevision}; or {@code refused} if that cannot be had by the deadline. Either may run on any thread, also on
     * the caller's, and must not block.
     */
    void await(long minRevision, long deadlineNanos, Runnable ready, Consumer<Refusal> refused);
}
