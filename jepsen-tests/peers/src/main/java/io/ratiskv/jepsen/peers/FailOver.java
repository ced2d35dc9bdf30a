package io.ratiskv.jepsen.peers;

import io.ratiskv.cli.bench.load.Target;
import io.ratiskv.jepsen.cluster.Poll;
import io.ratiskv.jepsen.peers.store.StoreCluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Kill -9 of the leader under load, again and again: how long no write is acknowledged. */
final class FailOver {
    /** Acknowledged between two kills, at least, so that each kill meets a cluster that works. */
    private static final int WRITES_BETWEEN = 500;

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final StoreCluster cluster;
    private final RetryingWriters writers;

    FailOver(StoreCluster cluster, Target target, int keys, Duration attemptMax) {
        this.cluster = cluster;
        this.writers = new RetryingWriters(target, keys, attemptMax);
    }

    /** Seconds without an acknowledged write, of each kill. */
    List<Double> run(int trials) {
        List<Double> gaps = new ArrayList<>();
        try (writers) {
            writers.start();
            for (int i = 0; i < trials; i++) {
                writers.awaitMore(WRITES_BETWEEN);
                int leader = cluster.awaitLeader();
                writers.resetGap();
                cluster.processes().get(leader).kill();
                awaitAnotherLeader(leader);
                writers.awaitMore(WRITES_BETWEEN);
                gaps.add(writers.longestGapSeconds());
                cluster.start(leader);
                cluster.awaitServing(leader);
            }
        }
        return gaps;
    }

    long failedAttempts() {
        return writers.failed();
    }

    private void awaitAnotherLeader(int killed) {
        Poll.until("a leader other than member " + killed, PATIENCE, () -> {
            OptionalInt leader = cluster.leader();
            return leader.isPresent() && leader.getAsInt() != killed ? Optional.of(leader) : Optional.empty();
        });
    }
}
