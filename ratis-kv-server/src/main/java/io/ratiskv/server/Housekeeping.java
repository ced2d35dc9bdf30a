package io.ratiskv.server;

import io.ratiskv.protocol.CompactRequest;
import io.ratiskv.server.apply.ReplicatedState;
import io.ratiskv.server.command.Command;
import io.ratiskv.server.config.CompactionConfig;
import io.ratiskv.server.propose.NotAppendedException;
import io.ratiskv.server.propose.Refusal;
import io.ratiskv.server.propose.ReplicatedLog;
import io.ratiskv.server.propose.WriteBatcher;
import io.ratiskv.server.propose.WriteReply;
import io.ratiskv.server.raft.FatalFaultHandler;
import io.ratiskv.server.raft.LiveState;
import io.ratiskv.server.storage.StoreClosedException;
import io.ratiskv.server.storage.StoreException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.ToLongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Forgets history: the leader proposes the compactions that retention asks for, earlier ones while any member is short of space,
 * and every member frees what compaction has made unreachable, in slices that hold up applying for at most a moment.
 *
 * <p>Thread: {@code housekeeping}, its own.
 */
final class Housekeeping implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);
    private static final long RETENTION_EVERY_MILLIS = 5_000;
    private static final long PRESSED_EVERY_MILLIS = 1_000;
    private static final long SCRUB_EVERY_MILLIS = 200;
    /** Changes looked at while applying waits: well below a millisecond of work. */
    private static final int SLICE_CHANGES = 256;

    private static final int SLICES_PER_TURN = 200;
    private static final long COMPACT_DEADLINE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final CompactionConfig retention;
    private final LiveState live;
    private final ReplicatedLog log;
    private final WriteBatcher writes;
    private final BooleanSupplier pressed;
    private final FatalFaultHandler faults;
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(Threads.named("housekeeping"));

    /** @param pressed whether any member is short of space, as the leader knows */
    Housekeeping(
            CompactionConfig retention,
            LiveState live,
            ReplicatedLog log,
            WriteBatcher writes,
            BooleanSupplier pressed,
            FatalFaultHandler faults) {
        this.retention = retention;
        this.live = live;
        this.log = log;
        this.writes = writes;
        this.pressed = pressed;
        this.faults = faults;
    }

    void start() {
        thread.scheduleWithFixedDelay(this::scrub, SCRUB_EVERY_MILLIS, SCRUB_EVERY_MILLIS, TimeUnit.MILLISECONDS);
        if (retention.retainRevisions() > 0 || !retention.retainTime().isZero()) {
            thread.scheduleWithFixedDelay(
                    () -> proposeCompaction(state -> Math.max(byRevisions(state), byTime(state))),
                    RETENTION_EVERY_MILLIS,
                    RETENTION_EVERY_MILLIS,
                    TimeUnit.MILLISECONDS);
        }
        thread.scheduleWithFixedDelay(this::relieve, PRESSED_EVERY_MILLIS, PRESSED_EVERY_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() throws InterruptedException {
        thread.shutdownNow();
        thread.awaitTermination(10, TimeUnit.SECONDS);
    }

    private void scrub() {
        try {
            ReplicatedState state = live.get();
            for (int slice = 0; slice < SLICES_PER_TURN && !thread.isShutdown(); slice++) {
                if (!state.scrub(SLICE_CHANGES)) {
                    return;
                }
            }
        } catch (NotAppendedException | StoreClosedException e) {
            LOG.debug("Nothing to scrub now: {}", e.toString());
        } catch (StoreException e) {
            faults.halt("The store could not free compacted history. Mend the disk, then start this member again.", e);
        }
    }

    // Time must pass, or the last seconds of a cluster that falls idle would never be old enough to be forgotten; and
    // each
    // member's next snapshot, which gives back what older ones hold on to, must hold an entry more.
    private void relieve() {
        if (pressed.getAsBoolean() && log.status().leaderReady()) {
            writes.passTime();
            proposeCompaction(this::underPressure);
        }
    }

    private void proposeCompaction(ToLongFunction<ReplicatedState> upTo) {
        try {
            if (!log.status().leaderReady()) {
                return;
            }
            long revision = upTo.applyAsLong(live.get());
            if (revision > 0) {
                Command compact = Command.newBuilder()
                        .setCompact(CompactRequest.newBuilder().setRevision(revision))
                        .build();
                writes.submit(compact, System.nanoTime() + COMPACT_DEADLINE_NANOS, new Outcome(revision));
            }
        } catch (NotAppendedException | StoreClosedException e) {
            LOG.debug("No compaction now: {}", e.toString());
        } catch (StoreException e) {
            faults.halt("The store cannot be read. If it happens again after a restart, the disk is damaged.", e);
        }
    }

    private long underPressure(ReplicatedState state) {
        long keepMillis = retention.pressedRetainTime().toMillis();
        return keepMillis == 0
                ? state.retention().keepingRevisions(1)
                : state.retention().keepingMillis(keepMillis);
    }

    private long byRevisions(ReplicatedState state) {
        long keep = retention.retainRevisions();
        return keep == 0 ? 0 : state.retention().keepingRevisions(keep);
    }

    private long byTime(ReplicatedState state) {
        long keepMillis = retention.retainTime().toMillis();
        return keepMillis == 0 ? 0 : state.retention().keepingMillis(keepMillis);
    }

    /** Retention is looked at again soon, so that a compaction which did not happen needs no retry of its own. */
    private record Outcome(long revision) implements WriteReply {
        @Override
        public void answered(byte[] response) {
            LOG.debug("Compacted history up to revision {}.", revision);
        }

        @Override
        public void refused(Refusal refusal) {
            LOG.debug("History up to revision {} was not compacted: {}", revision, refusal.message());
        }
    }
}
