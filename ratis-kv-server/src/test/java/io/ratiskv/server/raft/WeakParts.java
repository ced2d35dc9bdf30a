package io.ratiskv.server.raft;

import io.ratiskv.server.propose.LogStatus;
import io.ratiskv.server.read.ReadIndexSource;
import java.util.concurrent.CompletableFuture;
import org.apache.ratis.server.impl.RatisReadIndex;

/** Read indexes that do not hold what they promise, to be put in the place of our barrier's. */
public final class WeakParts {
    private WeakParts() {}

    /**
     * Ratis' own read index: skips the question whenever nothing was committed since the last confirmed read. Followers ask
     * the leader's barrier as they should.
     */
    public static ReadIndexSource ratisReadIndex(RatisMember member, ReadIndexSource barrier) {
        return () ->
                member.leadership().status().isLeader() ? RatisReadIndex.of(member.division()) : barrier.readIndex();
    }

    /** Reads what is applied here, whoever leads. */
    public static ReadIndexSource noBarrier() {
        return () -> CompletableFuture.completedFuture(0L);
    }

    /** A leader is its own majority: it asks nobody whether it still leads. Followers ask it as they should. */
    public static ReadIndexSource minority(RatisMember member, ReadIndexSource barrier) {
        return () -> {
            LogStatus status = member.leadership().status();
            return status.leaderReady() ? CompletableFuture.completedFuture(status.commitIndex()) : barrier.readIndex();
        };
    }

    /** Has the index confirmed, and does not wait until it is applied. */
    public static ReadIndexSource notAwaited(ReadIndexSource barrier) {
        return () -> barrier.readIndex().thenApply(index -> 0L);
    }

    /** Whoever has a member's address answers for it. */
    public static RaftParts answeringForOthers() {
        return new RaftParts() {
            @Override
            public boolean refusesWhatIsForOthers() {
                return false;
            }
        };
    }
}
