package io.ratiskv.server.read;

import io.ratiskv.server.propose.Alarm;
import io.ratiskv.server.propose.Earliest;
import io.ratiskv.server.propose.LogStatus;
import io.ratiskv.server.propose.NotAppendedException;
import io.ratiskv.server.propose.NotAppendedException.Reason;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds the index that linearizable reads must wait for, one round for all reads that wait: reads that arrive while a
 * round is under way form the next one, because its questions were asked before they began.
 *
 * <p>A leader's round takes its term T and commit index R, then asks the other voters for their terms. When a majority
 * (itself included, of both halves of a joint configuration) answers T, nobody can have led in a later term when the
 * question was asked, so R covers every write acknowledged by then. A follower's round asks the leader for such an R. No
 * clock is assumed; the timeout only ends rounds that lead nowhere.
 *
 * <p>Thread: any. Futures complete on the thread that brings the deciding answer.
 */
public final class ReadBarrier implements ReadIndexSource {
    private final Leadership leadership;
    private final TermProbe probe;
    private final LongSupplier nanoTime;
    private final long roundTimeoutNanos;
    private final ReadObserver observer;
    private final Alarm alarm;
    private final Object lock = new Object();
    private @Nullable ReadRound running;
    private @Nullable ReadRound next;

    public ReadBarrier(Leadership leadership, TermProbe probe, Duration roundTimeout, LongSupplier nanoTime) {
        this(leadership, probe, roundTimeout, nanoTime, ReadObserver.NONE, Alarm.NONE);
    }

    /** @param alarm has {@link #tick} run */
    public ReadBarrier(
            Leadership leadership,
            TermProbe probe,
            Duration roundTimeout,
            LongSupplier nanoTime,
            ReadObserver observer,
            Alarm alarm) {
        this.alarm = alarm;
        this.observer = observer;
        this.leadership = leadership;
        this.probe = probe;
        this.nanoTime = nanoTime;
        this.roundTimeoutNanos = roundTimeout.toNanos();
    }

    /** For reads that this member answers itself, as leader or follower. */
    @Override
    public CompletableFuture<Long> readIndex() {
        return join(false);
    }

    /** For a follower that asks: answered only by a leader, never passed on, so that questions cannot go in circles. */
    public CompletableFuture<Long> readIndexAsLeader() {
        LogStatus status = leadership.status();
        if (!status.isLeader()) {
            return CompletableFuture.failedFuture(
                    new NotAppendedException(Reason.NOT_LEADER, "this member does not lead"));
        }
        return join(true);
    }

    /** Ends a round whose time is up. Called when the alarm says so. */
    public void tick() {
        ReadRound round;
        synchronized (lock) {
            round = running;
        }
        if (round != null) {
            Earliest due = new Earliest();
            round.expire(nanoTime.getAsLong(), due);
            due.set(alarm);
        }
    }

    private CompletableFuture<Long> join(boolean leaderOnly) {
        ReadRound started = null;
        CompletableFuture<Long> index;
        synchronized (lock) {
            if (running == null) {
                running = newRound();
                started = running;
                index = running.join(leaderOnly);
            } else {
                if (next == null) {
                    next = newRound();
                }
                index = next.join(leaderOnly);
            }
        }
        if (started != null) {
            drive(started);
        }
        return index;
    }

    private ReadRound newRound() {
        return new ReadRound(leadership, probe, this::drive, this::takeNext, nanoTime, observer);
    }

    // Rounds that are decided at once follow each other in this loop instead of by recursion.
    private void drive(@Nullable ReadRound round) {
        ReadRound current = round;
        while (current != null) {
            long deadline = nanoTime.getAsLong() + roundTimeoutNanos;
            if (!current.begin(deadline)) {
                alarm.by(deadline);
                return;
            }
            current = takeNext();
        }
    }

    private @Nullable ReadRound takeNext() {
        synchronized (lock) {
            running = next;
            next = null;
            return running;
        }
    }
}
