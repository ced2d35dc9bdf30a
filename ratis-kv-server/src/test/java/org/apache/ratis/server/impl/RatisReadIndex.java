package org.apache.ratis.server.impl;

import java.util.concurrent.CompletableFuture;
import org.apache.ratis.server.RaftServer;

/**
 * Ratis 3.3.0's own linearizable read index, which it keeps to its package: put in the place of our read barrier to show
 * that the paused-leader test would notice.
 */
public final class RatisReadIndex {
    private RatisReadIndex() {}

    public static CompletableFuture<Long> of(RaftServer.Division division) {
        return ((RaftServerImpl) division).getRole().getLeaderStateNonNull().getReadIndex(null);
    }
}
