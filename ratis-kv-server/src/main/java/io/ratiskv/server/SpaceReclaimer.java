package io.ratiskv.server;

import io.ratiskv.server.apply.StateSpace;
import io.ratiskv.server.propose.NotAppendedException;
import io.ratiskv.server.raft.FatalFaultHandler;
import io.ratiskv.server.raft.LiveState;
import io.ratiskv.server.raft.SnapshotTaker;
import io.ratiskv.server.space.SpaceLevel;
import io.ratiskv.server.space.SpaceReport;
import io.ratiskv.server.storage.StoreClosedException;
import io.ratiskv.server.storage.StoreException;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives space back while it is short: rewrites what {@link Housekeeping} has freed rows of, then takes a snapshot, which lets go
 * of the tables that older ones held on to and of the log. Rounds are at least as far apart as {@link #REST} times the last one
 * took, and none happens while there is nothing new to give back. A round goes as far as there is room, the next one further.
 *
 * <p>Thread: {@code space}, its own.
 */
final class SpaceReclaimer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SpaceReclaimer.class);
    private static final long LOOK_EVERY_MILLIS = 500;
    private static final long PAUSE_NANOS_MIN = TimeUnit.SECONDS.toNanos(2);

    /** Share of the time that goes into rounds: a fifth, and half of it when writes are refused. */
    private static final int REST = 4;

    private static final int REST_WHEN_FULL = 1;

    /** Space that stays short with nothing freed is tried all the same: somebody may have let go of a snapshot of the store. */
    private static final long ANYHOW_NANOS = TimeUnit.MINUTES.toNanos(1);

    private static final long SNAPSHOT_SECONDS_MAX = 60;

    private final LiveState live;
    private final SnapshotTaker snapshots;
    private final Supplier<SpaceReport> space;
    private final FatalFaultHandler faults;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(Threads.named("space"));
    private final LongAdder rounds = new LongAdder();
    private final LongAdder givenBackBytes = new LongAdder();
    private SpaceLevel levelBefore = SpaceLevel.ROOMY;
    private long scrubbedBefore;
    private Set<String> tablesBefore = Set.of();
    private long endedNanos = System.nanoTime() - ANYHOW_NANOS;
    private long tookNanos;

    SpaceReclaimer(LiveState live, SnapshotTaker snapshots, Supplier<SpaceReport> space, FatalFaultHandler faults) {
        this.live = live;
        this.snapshots = snapshots;
        this.space = space;
        this.faults = faults;
    }

    void start() {
        thread.scheduleWithFixedDelay(
                Guarded.of("give space back", this::look), LOOK_EVERY_MILLIS, LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Rounds in this life. */
    long rounds() {
        return rounds.sum();
    }

    /** By how much rounds have made the store smaller. */
    long givenBackBytes() {
        return givenBackBytes.sum();
    }

    /** Does not wait for a round: closing the store ends it. */
    @Override
    public void close() {
        thread.shutdownNow();
    }

    private void look() {
        SpaceReport now = space.get();
        SpaceLevel level = now.level();
        boolean worse = level.compareTo(levelBefore) > 0;
        levelBefore = level;
        snapshots.spaceIsShort(level.isAtLeast(SpaceLevel.PRESSED), level.isAtLeast(SpaceLevel.FULL));
        if (!level.isAtLeast(SpaceLevel.PRESSED)) {
            return;
        }
        try {
            StateSpace state = live.get().space();
            long scrubbed = state.scrubbedChanges();
            long sinceNanos = System.nanoTime() - endedNanos;
            long pause = tookNanos * (level.isAtLeast(SpaceLevel.FULL) ? REST_WHEN_FULL : REST);
            boolean held = level.isAtLeast(SpaceLevel.FULL) && !state.tables().containsAll(tablesBefore);
            boolean worthwhile = worse || held || scrubbed != scrubbedBefore || sinceNanos >= ANYHOW_NANOS;
            if (worthwhile && sinceNanos >= Math.max(PAUSE_NANOS_MIN, pause)) {
                scrubbedBefore = scrubbed;
                round(state);
            } else if (worse) {
                levelBefore = SpaceLevel.ROOMY; // Its turn comes when the pause is over.
            }
        } catch (NotAppendedException | StoreClosedException e) {
            LOG.debug("Nothing to give back now: {}", e.toString());
        } catch (StoreException e) {
            faults.halt("The store could not be compacted. Mend the disk, then start this member again.", e);
        }
    }

    private void round(StateSpace state) {
        long begun = System.nanoTime();
        long before = state.size().usedBytes();
        Set<String> begunWith = state.tables();
        boolean history = state.rewriteHistory();
        boolean all = state.rewriteKeys() && history;
        // What was left out for want of room has room when the snapshot has let go of what was replaced.
        tablesBefore = all ? state.tables() : begunWith;
        takeSnapshot();
        long after = state.size().usedBytes();
        endedNanos = System.nanoTime();
        tookNanos = endedNanos - begun;
        rounds.increment();
        givenBackBytes.add(Math.max(0, before - after));
        LOG.info(
                "Space was given back: the store takes {} bytes, took {}; {} ms.",
                after,
                before,
                tookNanos / 1_000_000);
    }

    private void takeSnapshot() {
        try {
            snapshots.takeNow().get(SNAPSHOT_SECONDS_MAX, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            // The next round tries again.
            LOG.info("No snapshot could be taken to give space back: {}", e.toString());
        }
    }
}
