package io.ratiskv.server.raft;

import io.ratiskv.server.apply.AppliedPosition;
import io.ratiskv.server.apply.ReplicatedState;
import io.ratiskv.server.propose.NotAppendedException;
import io.ratiskv.server.storage.StoreException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes snapshots beside applying: flush, then a checkpoint between two entries (milliseconds, the only pause), then
 * checksums and fsync, and only then Ratis is told, which purges its log.
 *
 * <p>Thread: {@code snapshot}, its own; the public methods may be called from any.
 */
public final class SnapshotTaker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SnapshotTaker.class);
    private static final long LOOK_EVERY_MILLIS = 500;

    private final RaftMemberConfig config;
    private final LiveState live;
    private final KvStateMachine machine;
    private final SnapshotArchive archive;
    private final LogTail logTail;
    private final PurgeTrigger purge;
    private final RaftObserver observer;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread t = new Thread(task, "snapshot");
        t.setDaemon(true);
        return t;
    });
    private volatile Times last = new Times(0, 0);
    private volatile boolean spaceIsShort;

    /** Tells Ratis to publish the staged snapshot and purge its log. */
    @FunctionalInterface
    interface PurgeTrigger {
        CompletableFuture<Long> publish();
    }

    /**
     * The newest snapshot, and how the last one that was taken here went.
     *
     * @param index of the newest, also if the leader sent it or an earlier life took it; 0 if there is none
     * @param durationMicros 0 if none was taken in this life
     * @param pauseMicros for how long nothing was applied
     */
    public record Figures(long index, long durationMicros, long pauseMicros) {}

    private record Times(long durationMicros, long pauseMicros) {}

    SnapshotTaker(
            RaftMemberConfig config,
            LiveState live,
            KvStateMachine machine,
            SnapshotArchive archive,
            LogTail logTail,
            PurgeTrigger purge,
            RaftObserver observer) {
        this.observer = observer;
        this.logTail = logTail;
        this.config = config;
        this.live = live;
        this.machine = machine;
        this.archive = archive;
        this.purge = purge;
    }

    void start() {
        thread.scheduleWithFixedDelay(this::takeIfDue, LOOK_EVERY_MILLIS, LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Takes a snapshot now; completes with the index it holds, once it is durable and counts. */
    public CompletableFuture<Long> takeNow() {
        return CompletableFuture.supplyAsync(this::take, thread).thenCompose(f -> f);
    }

    /**
     * While space is short, a snapshot is taken for every segment of the log.
     *
     * @param full none of the log stays behind a snapshot, and not even two snapshots are kept: one holds on to every table that
     *     was there when it was taken. A member that is being sent the older one is sent the newer one from the beginning
     */
    public void spaceIsShort(boolean pressed, boolean full) {
        spaceIsShort = pressed;
        logTail.spaceIsShort(full);
        archive.keepOne(full);
    }

    public Figures last() {
        SnapshotArchive.Stored latest = archive.latest();
        Times times = last;
        return new Figures(
                latest == null ? 0 : latest.position().getIndex(), times.durationMicros(), times.pauseMicros());
    }

    @Override
    public void close() throws InterruptedException {
        thread.shutdown();
        if (!thread.awaitTermination(30, TimeUnit.SECONDS)) {
            LOG.warn("A snapshot is still being written; it will not count.");
            thread.shutdownNow();
        }
    }

    private void takeIfDue() {
        try {
            SnapshotArchive.Stored latest = archive.latest();
            long since = machine.getLastAppliedTermIndex().getIndex()
                    - (latest == null ? -1 : latest.position().getIndex());
            long bytesMax = spaceIsShort
                    ? Math.min(config.logSegmentBytes(), config.snapshotLogBytes())
                    : config.snapshotLogBytes();
            if (since >= config.snapshotEntries() || machine.logBytesSinceSnapshot() >= bytesMax) {
                long index = take().get(60, TimeUnit.SECONDS);
                LOG.info(
                        "Took a snapshot at index {} in {} ms; applying stood still for {} us.",
                        index,
                        last.durationMicros() / 1000,
                        last.pauseMicros());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            // Tried again at the next look; the log is kept until one succeeds.
            observer.snapshotFailed();
            LOG.warn("No snapshot could be taken: {}", e.toString());
        }
    }

    private CompletableFuture<Long> take() {
        try {
            long start = System.nanoTime();
            ReplicatedState state = live.get();
            if (machine.getLastAppliedTermIndex().getIndex() < state.applied().index()) {
                return CompletableFuture.failedFuture(new IOException("the log is still being replayed; try again"));
            }
            SnapshotArchive.Stored latest = archive.latest();
            if (latest != null
                    && latest.position().getIndex() >= state.applied().index()) {
                return CompletableFuture.completedFuture(latest.position().getIndex());
            }
            long bytes = machine.logBytesSinceSnapshot();
            state.flush();
            Path tmp = archive.temporary();
            long pauseStart = System.nanoTime();
            AppliedPosition at = state.checkpoint(tmp).position();
            long pauseEnd = System.nanoTime();
            archive.stage(tmp, at.term(), at.index());
            return purge.publish().thenApply(published -> {
                machine.forgetLogBytes(bytes);
                last = new Times((System.nanoTime() - start) / 1000, (pauseEnd - pauseStart) / 1000);
                observer.snapshotTaken(at.index(), last.durationMicros(), last.pauseMicros());
                return at.index();
            });
        } catch (IOException | StoreException | NotAppendedException e) {
            return CompletableFuture.failedFuture(e);
        }
    }
}
