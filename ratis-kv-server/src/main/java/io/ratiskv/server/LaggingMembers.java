package io.ratiskv.server;

import io.ratiskv.server.propose.LogStatus;
import io.ratiskv.server.read.Leadership;
import io.ratiskv.server.read.Leadership.Peer;
import io.ratiskv.server.read.Leadership.Voters;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Has the leader append something when a member lacks entries, does not get them, and nobody writes.
 *
 * <p>Ratis 3.3.0 remembers what a member once had. One that comes back without its log refuses heartbeats as inconsistent,
 * but only the refusal of an entry makes the leader go back to what the member really has
 * ({@code LogAppenderBase.getNextIndexForInconsistency}; RATIS-2523). Without a write it would stay empty for ever.
 *
 * <p>Thread: {@link #look} on {@code timer}; answers on the network's threads.
 */
final class LaggingMembers {
    /** The newest entry's commit travels with the next entry or heartbeat: so much behind is not lagging. */
    private static final long USUAL_LAG = 1;

    private final Leadership leadership;
    private final Function<Peer, CompletableFuture<Long>> appliedIndexOf;
    private final Runnable nudge;
    // One entry per voter. What each had applied when it was last asked.
    private final Map<String, Long> lastApplied = new ConcurrentHashMap<>();

    /**
     * @param appliedIndexOf asks a member; fails if it does not answer
     * @param nudge has the leader append an empty entry once it is idle
     */
    LaggingMembers(Leadership leadership, Function<Peer, CompletableFuture<Long>> appliedIndexOf, Runnable nudge) {
        this.leadership = leadership;
        this.appliedIndexOf = appliedIndexOf;
        this.nudge = nudge;
    }

    /** Asks every other member, if this one leads; nudges if one lags and has not moved since the last look. */
    void look() {
        LogStatus status = leadership.status();
        if (!status.leaderReady()) {
            lastApplied.clear();
            return;
        }
        Voters voters = leadership.voters();
        for (Peer peer : voters.current()) {
            if (!peer.memberId().equals(voters.self())) {
                appliedIndexOf.apply(peer).thenAccept(applied -> judge(peer.memberId(), applied, status.commitIndex()));
            }
        }
    }

    private void judge(String memberId, long applied, long commitIndex) {
        Long before = lastApplied.put(memberId, applied);
        boolean stuck = before != null && before == applied;
        if (stuck && applied < commitIndex - USUAL_LAG) {
            nudge.run();
        }
    }
}
