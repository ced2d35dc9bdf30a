package io.ratiskv.server;

import io.ratiskv.protocol.HashResponse;
import io.ratiskv.protocol.Member;
import io.ratiskv.protocol.SnapshotResponse;
import io.ratiskv.protocol.StatusResponse;
import io.ratiskv.server.apply.ReplicatedState;
import io.ratiskv.server.apply.StateFigures;
import io.ratiskv.server.apply.StateSummary;
import io.ratiskv.server.propose.LogPosition;
import io.ratiskv.server.propose.LogStatus;
import io.ratiskv.server.propose.NotAppendedException;
import io.ratiskv.server.raft.RatisMember;
import io.ratiskv.server.raft.SnapshotTaker;
import io.ratiskv.server.transport.MemberAdmin;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.IntSupplier;

/** What this member tells of itself. Store figures are read off the net loops. */
final class MemberFacts implements MemberAdmin {
    private final String clusterId;
    private final String memberId;
    private final RatisMember member;
    private final FreeSpaceGuard space;
    private final Executor reads;
    private final IntSupplier watches;
    private final long startNanos = System.nanoTime();

    MemberFacts(
            String clusterId,
            String memberId,
            RatisMember member,
            FreeSpaceGuard space,
            Executor reads,
            IntSupplier watches) {
        this.clusterId = clusterId;
        this.memberId = memberId;
        this.member = member;
        this.space = space;
        this.reads = reads;
        this.watches = watches;
    }

    @Override
    public CompletableFuture<StatusResponse> status() {
        return CompletableFuture.supplyAsync(this::describe, reads);
    }

    @Override
    public CompletableFuture<HashResponse> hash() {
        return CompletableFuture.supplyAsync(
                () -> {
                    StateSummary summary = member.state().get().summary();
                    return HashResponse.newBuilder()
                            .setAppliedIndex(summary.applied().index())
                            .setRevision(summary.revision())
                            .setHash(summary.stateHash())
                            .build();
                },
                reads);
    }

    @Override
    public CompletableFuture<SnapshotResponse> snapshot() {
        return member.snapshots()
                .takeNow()
                .thenApply(
                        index -> SnapshotResponse.newBuilder().setIndex(index).build());
    }

    @Override
    public OptionalLong runningTerm() {
        return member.running() ? OptionalLong.of(member.log().status().term()) : OptionalLong.empty();
    }

    @Override
    public LogPosition lastEntry() {
        return member.leadership().lastEntry();
    }

    private StatusResponse describe() {
        LogStatus log = member.log().status();
        SnapshotTaker.Figures snapshot = member.snapshots().last();
        StatusResponse.Builder status = StatusResponse.newBuilder()
                .setClusterId(clusterId)
                .setMemberId(memberId)
                .setVersion(Version.current())
                .setRole(roleOf(log))
                .setTerm(log.term())
                .setLeaderId(log.leaderId() == null ? "" : log.leaderId())
                .setCommitIndex(log.commitIndex())
                .setAppliedIndex(log.appliedIndex())
                .setSnapshotIndex(snapshot.index())
                .setSnapshotMicros(snapshot.durationMicros())
                .setSnapshotPauseMicros(snapshot.pauseMicros())
                .setWatches(watches.getAsInt())
                .setUptimeMs((System.nanoTime() - startNanos) / 1_000_000);
        member.members()
                .forEach(m -> status.addMembers(Member.newBuilder()
                        .setId(m.id())
                        .setRaftAddress(m.raftAddress())
                        .setClientAddress(m.clientAddress())));
        space.alarm().ifPresent(alarm -> status.addAlarms(alarm.message()));
        try {
            describeState(status, member.state().get());
        } catch (NotAppendedException e) {
            status.addAlarms(e.detail().orElse("not serving now"));
        }
        return status.build();
    }

    private static void describeState(StatusResponse.Builder status, ReplicatedState state) {
        StateSummary summary = state.summary();
        StateFigures figures = state.figures();
        status.setRevision(summary.revision())
                .setCompactRevision(summary.compactRevision())
                .setLogTimeMs(summary.logTimeMillis())
                .setStoreBytes(figures.storeBytes())
                .setKeysEstimate(figures.keysEstimate())
                .setSessions(figures.sessions())
                .setLeases(figures.leases());
    }

    private static StatusResponse.Role roleOf(LogStatus log) {
        return switch (log.role()) {
            case FOLLOWER -> StatusResponse.Role.FOLLOWER;
            case CANDIDATE -> StatusResponse.Role.CANDIDATE;
            case LEADER -> StatusResponse.Role.LEADER;
            case STARTING -> StatusResponse.Role.STARTING;
        };
    }
}
