package io.ratiskv.server.read;

import java.util.concurrent.CompletableFuture;

/**
 * Where linearizable reads get the index they must wait for.
 *
 * <p>The product's only one is {@link ReadBarrier}; the seam exists so that tests can put Ratis' own read in its place
 * and see the paused-leader test fail.
 */
public interface ReadIndexSource {
    /**
     * An index such that a member which has applied it may answer reads that began before this call. Fails with
     * {@link io.ratiskv.server.propose.NotAppendedException} if that cannot be known now.
     */
    CompletableFuture<Long> readIndex();
}
