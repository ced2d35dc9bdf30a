package io.ratiskv.server;

import io.ratiskv.protocol.ErrorCode;
import io.ratiskv.server.metrics.Histogram;
import io.ratiskv.server.metrics.ServerMetrics;
import io.ratiskv.server.propose.EntryStages;
import io.ratiskv.server.propose.MemberId;
import io.ratiskv.server.propose.RequestOrigin;
import io.ratiskv.server.propose.SettledEntry;
import io.ratiskv.server.propose.WriteObserver;
import io.ratiskv.server.raft.RaftObserver;
import io.ratiskv.server.read.ReadObserver;
import io.ratiskv.server.trace.EntryEvent;
import io.ratiskv.server.trace.LeaderEvent;
import io.ratiskv.server.trace.RoundEvent;
import io.ratiskv.server.trace.SnapshotEvent;
import io.ratiskv.server.transport.FrontEndObserver;
import io.ratiskv.server.transport.RequestKind;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** What the rooms tell of what they do, turned into metrics. Thread: any. */
final class Observers {
    private final ServerMetrics metrics;
    private final SlowLog slow;
    private final AtomicLong snapshotNanos = new AtomicLong(System.nanoTime());

    Observers(ServerMetrics metrics, SlowLog slow) {
        this.slow = slow;
        this.metrics = metrics;
        metrics.raft.snapshotAge.from(() -> (System.nanoTime() - snapshotNanos.get()) / 1e9);
    }

    WriteObserver writes() {
        return this::settled;
    }

    private void settled(SettledEntry entry) {
        slow.settled(entry);
        record(entry);
        if (!entry.applied()) {
            metrics.propose.failedEntries.increment();
            return;
        }
        if (entry.writes() > 0) {
            metrics.propose.entryWrites.record(entry.writes());
            metrics.propose.entryBytes.record(entry.bytes());
            metrics.propose.queueSeconds.record(entry.proposedNanos() - entry.submittedNanos());
        }
        metrics.propose.entrySeconds.record(entry.settledNanos() - entry.proposedNanos());
        long committed = entry.stages().committedNanos();
        if (committed != 0) {
            metrics.propose.commitSeconds.record(committed - entry.proposedNanos());
        }
    }

    private static void record(SettledEntry entry) {
        EntryEvent event = new EntryEvent();
        if (!event.isEnabled()) {
            return;
        }
        EntryStages stages = entry.stages();
        event.writes = entry.writes();
        event.bytes = entry.bytes();
        event.queue = entry.proposedNanos() - entry.submittedNanos();
        event.durable = stages.durableNanos() == 0 ? 0 : stages.durableNanos() - entry.proposedNanos();
        event.committed = stages.committedNanos() == 0 ? 0 : stages.committedNanos() - entry.proposedNanos();
        event.applying = stages.appliedNanos() == 0 ? 0 : stages.appliedNanos() - stages.committedNanos();
        event.total = entry.settledNanos() - entry.submittedNanos();
        event.applied = entry.applied();
        event.traceParent = entry.oldest().traceParent();
        event.commit();
    }

    private static void record(boolean leader, int reads, long nanos, boolean confirmed) {
        RoundEvent event = new RoundEvent();
        if (event.isEnabled()) {
            event.leader = leader;
            event.reads = reads;
            event.time = nanos;
            event.confirmed = confirmed;
            event.commit();
        }
    }

    ReadObserver reads() {
        return (leader, reads, nanos, confirmed) -> {
            record(leader, reads, nanos, confirmed);
            (confirmed ? metrics.read.confirmedRounds : metrics.read.failedRounds).increment();
            metrics.read.roundSeconds.record(nanos);
            metrics.read.roundReads.record(reads);
        };
    }

    RaftObserver raft() {
        return new RaftObserver() {
            @Override
            public void applied(long index, int commands, long nanos) {
                metrics.state.appliedEntries.increment();
                metrics.state.appliedCommands.add(commands);
                metrics.state.applySeconds.record(nanos);
            }

            @Override
            public void leaderChanged(String leaderId) {
                metrics.raft.leaderChanges.increment();
                LeaderEvent event = new LeaderEvent();
                event.leader = MemberId.parse(leaderId).name();
                event.commit();
            }

            @Override
            public void loaded(long index) {
                metrics.raft.loadedStores.increment();
            }

            @Override
            public void snapshotTaken(long index, long micros, long pauseMicros) {
                snapshotNanos.set(System.nanoTime());
                SnapshotEvent event = new SnapshotEvent();
                event.index = index;
                event.time = micros;
                event.pause = pauseMicros;
                event.commit();
                metrics.raft.takenSnapshots.increment();
                metrics.raft.snapshotSeconds.record(micros * 1_000);
                metrics.raft.snapshotPauseSeconds.record(pauseMicros * 1_000);
            }

            @Override
            public void snapshotFailed() {
                metrics.raft.failedSnapshots.increment();
            }
        };
    }

    FrontEndObserver frontEnd() {
        Map<RequestKind, Histogram.Series> times = new EnumMap<>(RequestKind.class);
        for (RequestKind kind : RequestKind.values()) {
            times.put(kind, metrics.transport.requestSeconds.of(kind.word()));
        }
        return new FrontEndObserver() {
            @Override
            public void connected() {
                metrics.transport.acceptedConnections.increment();
            }

            @Override
            public void received(int bytes) {
                metrics.transport.receivedFrames.increment();
                metrics.transport.receivedBytes.add(bytes);
            }

            @Override
            public void sent(int frames, long bytes) {
                metrics.transport.sentFrames.add(frames);
                metrics.transport.sentBytes.add(bytes);
            }

            @Override
            public void answered(RequestKind kind, long nanos, long freshNanos, RequestOrigin origin) {
                if (!kind.isLogged()) {
                    slow.answered(kind.word(), nanos, freshNanos, origin);
                }
                Histogram.Series series = times.get(kind);
                if (series != null) {
                    series.record(nanos);
                }
            }

            @Override
            public void flushed(long nanos, long bytes, Supplier<String> client) {
                metrics.transport.flushSeconds.record(nanos);
                slow.flushed(nanos, bytes, client);
            }

            @Override
            public void refused(ErrorCode code) {
                metrics.transport.refusedRequests.increment(code.name());
            }
        };
    }
}
