package io.ratiskv.server;

import io.ratiskv.server.admin.Health;
import io.ratiskv.server.apply.StateFigures;
import io.ratiskv.server.apply.StateSummary;
import io.ratiskv.server.backup.BackupService;
import io.ratiskv.server.metrics.RatisMetrics;
import io.ratiskv.server.metrics.ServerMetrics;
import io.ratiskv.server.metrics.StateMetrics;
import io.ratiskv.server.metrics.StorageMetrics;
import io.ratiskv.server.metrics.WatchMetrics;
import io.ratiskv.server.propose.LogStatus;
import io.ratiskv.server.propose.WriteBatcher;
import io.ratiskv.server.raft.RatisMember;
import io.ratiskv.server.read.ReadPool;
import io.ratiskv.server.read.ReadService;
import io.ratiskv.server.space.SpaceLevel;
import io.ratiskv.server.storage.StoreFigures;
import io.ratiskv.server.transport.FrontEnd;
import io.ratiskv.server.watch.WatchFigures;
import io.ratiskv.server.watch.WatchService;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Tells each metric that is looked up when somebody asks where to look. */
final class MemberLevels {
    /** What costs more than a look is asked for once for all metrics of a scrape. */
    private static final Duration FRESH = Duration.ofMillis(500);

    private final ServerMetrics metrics;

    MemberLevels(ServerMetrics metrics) {
        this.metrics = metrics;
    }

    void of(Health health, LongSupplier wallClockMillis) {
        metrics.member.live.when(() -> health.says(Health.Question.LIVENESS));
        metrics.member.ready.when(() -> health.says(Health.Question.READINESS));
        metrics.member.draining.when(health::isDraining);
        metrics.member.wallClock.from(() -> wallClockMillis.getAsLong() / 1000.0);
    }

    /** @param reachableWithin how long ago a member that counts as reachable answered at most */
    void of(RatisMember member, Duration reachableWithin) {
        metrics.raft.leader.when(() -> member.log().status().isLeader());
        metrics.raft.readyLeader.when(() -> member.log().status().leaderReady());
        metrics.raft.knownLeader.when(() -> member.log().status().leaderId() != null);
        metrics.raft.running.when(member::running);
        metrics.raft.currentTerm.from(() -> member.log().status().term());
        metrics.raft.committedIndex.from(() -> member.log().status().commitIndex());
        metrics.raft.appliedIndex.from(() -> member.log().status().appliedIndex());
        metrics.raft.applyLag.from(() -> lag(member));
        metrics.raft.votingMembers.from(
                () -> member.group().configuration().members().size());
        metrics.raft.reachableMembers.from(() -> {
            OptionalInt reachable = member.reachable(reachableWithin);
            return reachable.isPresent() ? reachable.getAsInt() : Double.NaN;
        });
        metrics.raft.snapshotIndex.from(() -> member.snapshots().last().index());
        metrics.raft.snapshotLag.from(() -> member.log().status().appliedIndex()
                - Math.max(0, member.snapshots().last().index()));
        metrics.ratis.from(() -> member.figures().stream()
                .map(f -> new RatisMetrics.Sample(
                        f.component(), f.name(), f.value(), f.median(), f.percentile99(), f.max()))
                .toList());
        state(metrics.state, member);
        store(metrics.storage, member);
    }

    private static long lag(RatisMember member) {
        LogStatus log = member.log().status();
        return Math.max(0, Math.max(log.commitIndex(), member.knownCommitIndex()) - log.appliedIndex());
    }

    private static void state(StateMetrics levels, RatisMember member) {
        Supplier<StateSummary> summary = () -> member.state().get().summary();
        levels.currentRevision.from(() -> summary.get().revision());
        levels.compactedRevision.from(() -> summary.get().compactRevision());
        Supplier<StateFigures> figures = recent(() -> member.state().get().figures());
        levels.liveKeys.from(() -> figures.get().keysEstimate());
        levels.openSessions.from(() -> figures.get().sessions());
        levels.keptAnswerBytes.from(() -> figures.get().retainedBytes());
        levels.liveLeases.from(() -> figures.get().leases());
        levels.rejectedCommands.from(() -> figures.get().rejectedCommands());
        levels.expiredLeases.from(() -> figures.get().expiredLeases());
        levels.leaseLateness.from(() -> figures.get().latenessMillis() / 1000.0);
    }

    private void store(StorageMetrics levels, RatisMember member) {
        Supplier<StateFigures> state = recent(() -> member.state().get().figures());
        levels.storeBytes.from(() -> state.get().storeBytes());
        Supplier<StoreFigures> store = recent(() -> member.state().get().storeFigures());
        levels.blockCacheBytes.from(() -> store.get().blockCacheBytes());
        levels.memtableBytes.from(() -> store.get().memtableBytes());
        levels.tableBytes.from(() -> store.get().tableBytes());
        levels.pendingCompactionBytes.from(() -> store.get().pendingCompactionBytes());
        levels.runningCompactions.from(() -> store.get().runningCompactions());
        levels.levelZeroFiles.from(() -> store.get().levelZeroFiles());
        levels.stalled.when(() -> store.get().stalled());
    }

    void of(SpaceRoom space) {
        StorageMetrics levels = metrics.storage;
        levels.freeDiskBytes.from(() -> space.report().figures().freeBytes());
        levels.totalDiskBytes.from(() -> space.report().figures().totalBytes());
        levels.requiredDiskBytes.from(() -> space.report().limits().minFreeBytes());
        levels.criticalDiskBytes.from(() -> space.report().limits().criticalFreeBytes());
        levels.usedBytes.from(() -> space.report().figures().usedBytes());
        levels.quotaBytes.from(() -> space.report().limits().quotaBytes());
        levels.pressed.when(() -> space.report().level().isAtLeast(SpaceLevel.PRESSED));
        levels.full.when(() -> space.report().level().isAtLeast(SpaceLevel.FULL));
        levels.critical.when(() -> space.report().level().isAtLeast(SpaceLevel.CRITICAL));
        levels.reclaimRounds.from(() -> space.reclaimer().rounds());
        levels.reclaimedBytes.from(() -> space.reclaimer().givenBackBytes());
    }

    void of(WriteBatcher writes) {
        metrics.propose.pendingWrites.from(writes::pendingCommands);
        metrics.propose.pendingBytes.from(writes::pendingBytes);
    }

    void of(ReadService reads, ReadPool pool) {
        metrics.read.queuedTasks.from(pool::queued);
        metrics.read.openStreams.from(reads::openStreams);
    }

    void of(WatchService watches) {
        WatchMetrics levels = metrics.watch;
        Supplier<WatchFigures> figures = recent(watches::figures);
        levels.openWatches.from(() -> figures.get().open());
        levels.behindWatches.from(() -> figures.get().behind());
        levels.interests.from(() -> figures.get().interests());
        levels.recentBytes.from(() -> figures.get().recentBytes());
        levels.toldEvents.from(() -> figures.get().toldEvents());
        levels.toldBytes.from(() -> figures.get().toldBytes());
        levels.fallsBehind.from(() -> figures.get().fallsBehind());
        levels.overflows.from(watches::overflows);
    }

    void of(BackupService backups) {
        metrics.backup.lastStreamed.from(backups::lastStreamedSeconds);
        metrics.backup.heldCopies.from(backups::held);
    }

    void of(FrontEnd frontEnd) {
        metrics.transport.openConnections.from(frontEnd::connections);
        metrics.transport.inFlightRequests.from(frontEnd::inFlight);
    }

    /** Asks again only when the last answer is not fresh any more. */
    private static <T> Supplier<T> recent(Supplier<T> source) {
        return new Supplier<>() {
            private final AtomicLong askedNanos = new AtomicLong(System.nanoTime() - FRESH.toNanos());
            private volatile @Nullable T last;

            @Override
            public T get() {
                long now = System.nanoTime();
                T known = last;
                if (known != null && now - askedNanos.get() < FRESH.toNanos()) {
                    return known;
                }
                T asked = source.get();
                last = asked;
                askedNanos.set(now);
                return asked;
            }
        };
    }
}
