package io.ratiskv.server.watch;

import io.ratiskv.server.propose.Refusal;

/** Where one watch's answers go. Thread: any, one call at a time. Never blocks. */
public interface WatchReply {
    /** The watch is there: from now on it counts as a watch and not as an open request. */
    void created();

    /**
     * A word of it; more follow. Goes out with {@link WatchLink#flush}.
     *
     * @param answer an encoded {@code Response} without request id; shared, not to be changed
     */
    void tell(byte[] answer);

    /** Its last word, encoded likewise. */
    void ended(byte[] answer);

    /** Its last word: why it cannot be, or cannot go on. */
    void refused(Refusal refusal);
}
