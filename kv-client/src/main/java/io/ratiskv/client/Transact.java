package io.ratiskv.client;

import io.ratiskv.client.connection.CallOptions;
import io.ratiskv.client.connection.Cluster;
import io.ratiskv.client.connection.Commit;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/** Runs a transaction's body until it commits, or the deadline of all attempts together has passed. */
final class Transact<T> {
    private static final long BACK_OFF_FIRST_NANOS = Duration.ofMillis(1).toNanos();
    private static final long BACK_OFF_MAX_NANOS = Duration.ofMillis(64).toNanos();

    private final Cluster cluster;
    private final CallOptions options;
    private final TransactionBody<T> body;
    private final long endNanos;

    Transact(Cluster cluster, CallOptions options, TransactionBody<T> body) {
        this.cluster = cluster;
        this.options = options;
        this.body = body;
        this.endNanos = System.nanoTime() + options.deadline().toNanos();
    }

    Committed<T> run() {
        ConflictException lastConflict = null;
        for (int attempt = 1; ; attempt++) {
            long begunNanos = System.nanoTime();
            BufferedTransaction tx = new BufferedTransaction(this::read);
            RejectedException overtaken;
            try {
                T value = body.run(tx);
                tx.close();
                try {
                    return new Committed<>(value, commit(tx), attempt);
                } catch (ConflictException | CompactedException late) {
                    overtaken = late;
                }
            } catch (UnavailableException outOfTime) {
                // It was the conflicts that took the time; who sees this wants to know about what.
                if (lastConflict == null || !tx.isOver(outOfTime)) {
                    throw outOfTime;
                }
                lastConflict.addSuppressed(outOfTime);
                throw lastConflict;
            } catch (CompactedException compacted) {
                // Only a snapshot that compaction overtook is worth another try; the body's own old reads are not.
                if (!tx.lostItsSnapshot(compacted)) {
                    throw compacted;
                }
                overtaken = compacted;
            }
            if (overtaken instanceof ConflictException conflict) {
                lastConflict = conflict;
            }
            backOff(attempt, System.nanoTime() - begunNanos, overtaken);
        }
    }

    private RangeResult read(Range range) {
        return Deadlines.await(cluster.range(range, remaining()));
    }

    private long commit(BufferedTransaction tx) {
        if (tx.writes().isEmpty()) {
            return tx.snapshotRevision().orElse(0);
        }
        // Without reads there is nothing to validate, and so no revision to validate at.
        Commit commit = new Commit(tx.snapshotRevision().orElse(0), tx.reads(), tx.writes());
        return Deadlines.await(cluster.commit(commit, remaining())).revision();
    }

    private CallOptions remaining() {
        long nanos = Math.max(Duration.ofMillis(1).toNanos(), endNanos - System.nanoTime());
        return options.withDeadline(Duration.ofNanos(nanos)).withConsistency(Consistency.LINEARIZABLE);
    }

    private void backOff(int attempt, long attemptNanos, RejectedException reason) {
        long ceiling = Math.min(BACK_OFF_MAX_NANOS, BACK_OFF_FIRST_NANOS << Math.min(attempt, 10));
        long nanos = ThreadLocalRandom.current().nextLong(BACK_OFF_FIRST_NANOS / 2, ceiling);
        // An attempt that the deadline would cut off could only make a clear answer an unclear one.
        if (System.nanoTime() + nanos + attemptNanos - endNanos >= 0) {
            throw reason;
        }
        LockSupport.parkNanos(nanos);
        if (Thread.currentThread().isInterrupted()) {
            throw reason;
        }
    }
}
