package io.ratiskv.server;

import io.ratiskv.protocol.ErrorCode;
import io.ratiskv.server.metrics.Histogram;
import io.ratiskv.server.metrics.ServerMetrics;
import io.ratiskv.server.propose.SettledEntry;
import io.ratiskv.server.propose.WriteObserver;
import io.ratiskv.server.raft.RaftObserver;
import io.ratiskv.server.read.ReadObserver;
import io.ratiskv.server.transport.FrontEndObserver;
import io.ratiskv.server.transport.RequestKind;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** What the rooms tell of what they do, turned into metrics. Thread: any. */
final class Observers {
    private final ServerMetrics metrics;
    private final AtomicLong snapshotNanos = new AtomicLong(System.nanoTime());

    Observers(ServerMetrics metrics) {
        this.metrics = metrics;
        metrics.raft.snapshotAge.from(() -> (System.nanoTime() - snapshotNanos.get()) / 1e9);
    }

    WriteObserver writes() {
        return this::settled;
    }

    private void settled(SettledEntry entry) {
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

    ReadObserver reads() {
        return (leader, reads, nanos, confirmed) -> {
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
            }

            @Override
            public void loaded(long index) {
                metrics.raft.loadedStores.increment();
            }

            @Override
            public void snapshotTaken(long index, long micros, long pauseMicros) {
                snapshotNanos.set(System.nanoTime());
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
            public void answered(RequestKind kind, long nanos) {
                Histogram.Series series = times.get(kind);
                if (series != null) {
                    series.record(nanos);
                }
            }

            @Override
            public void refused(ErrorCode code) {
                metrics.transport.refusedRequests.increment(code.name());
            }
        };
    }
}
