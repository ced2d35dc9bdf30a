package io.ratiskv.server.read;

import java.util.concurrent.CompletableFuture;

/**
 * Asks other members about Raft, outside of Raft: implemented over member connections by {@code transport}. Calls are
 * sent at once and never reordered behind user traffic for long; a member that cannot answer fails the future.
 */
public interface TermProbe {
    /** "Your current term?", asked after this call began. Fails if the peer is not running its division. */
    CompletableFuture<Long> termOf(Leadership.Peer peer);

    /** Asks the leader for an index that covers every write acknowledged before this call began. */
    CompletableFuture<Long> readIndexFrom(Leadership.Peer leader);
}
