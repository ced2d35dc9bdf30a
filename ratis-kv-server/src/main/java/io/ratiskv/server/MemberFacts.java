package io.ratiskv.server;

import io.ratiskv.protocol.HashResponse;
import io.ratiskv.protocol.IdentifyResponse;
import io.ratiskv.protocol.KnownCommit;
import io.ratiskv.protocol.SnapshotResponse;
import io.ratiskv.protocol.StatusResponse;
import io.ratiskv.server.apply.ReplicatedState;
import io.ratiskv.server.apply.StateFigures;
import io.ratiskv.server.apply.StateSummary;
import io.ratiskv.server.membership.Group;
import io.ratiskv.server.membership.GroupMember;
import io.ratiskv.server.propose.LogPosition;
import io.ratiskv.server.propose.LogStatus;
import io.ratiskv.server.propose.MemberId;
import io.ratiskv.server.propose.NotAppendedException;
import io.ratiskv.server.raft.RatisMember;
import io.ratiskv.server.raft.SnapshotTaker;
import io.ratiskv.server.transport.MemberAdmin;
import java.io.IOException;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.IntSupplier;

/** What this member tells of itself. Store figures are read off the net loops. */
final class MemberFacts implements MemberAdmin {
    private final String clusterId;
    private final GroupMember self;
    private final RatisMember member;
    private final SpaceRoom space;
    private final Executor reads;
    private final IntSupplier watches;
    private final int logFormatMax;
    private final long startNanos = System.nanoTime();

    MemberFacts(
            String clusterId,
            GroupMember self,
            RatisMember member,
            SpaceRoom space,
            Executor reads,
            IntSupplier watches,
            int logFormatMax) {
        this.clusterId = clusterId;
        this.self = self;
        this.member = member;
        this.space = space;
        this.reads = reads;
        this.watches = watches;
        this.logFormatMax = logFormatMax;
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
    public CompletableFuture<IdentifyResponse> identify() {
        return CompletableFuture.supplyAsync(this::describeSelf, reads);
    }

    private IdentifyResponse describeSelf() {
        Group.Configuration configuration = member.group().configuration();
        boolean in = configuration.members().stream().anyMatch(m -> m.id().equals(self.id()));
        IdentifyResponse.Builder identity = IdentifyResponse.newBuilder()
                .setClusterId(clusterId)
                .setMember(self.toMessage())
                .setPhase(in ? IdentifyResponse.Phase.MEMBER : IdentifyResponse.Phase.JOINING)
                .setAppliedIndex(Math.max(0, member.log().status().appliedIndex()))
                .setLogFormatMax(logFormatMax);
        // One that is not in it may know an old configuration only.
        if (in && !configuration.changing()) {
            configuration.members().forEach(m -> identity.addMembers(m.toMessage()));
        }
        member.knownCommits()
                .forEach((id, index) ->
                        identity.addKnown(KnownCommit.newBuilder().setRaftId(id).setCommitIndex(index)));
        try {
            identity.setReceivedBytes(member.receivedBytes());
        } catch (IOException gone) {
            identity.clearReceivedBytes();
        }
        return identity.build();
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
                .setMemberId(self.name())
                .setVersion(Version.current())
                .setRole(roleOf(log))
                .setTerm(log.term())
                .setLeaderId(
                        log.leaderId() == null
                                ? ""
                                : MemberId.parse(log.leaderId()).name())
                .setCommitIndex(log.commitIndex())
                .setAppliedIndex(log.appliedIndex())
                .setSnapshotIndex(snapshot.index())
                .setSnapshotMicros(snapshot.durationMicros())
                .setSnapshotPauseMicros(snapshot.pauseMicros())
                .setWatches(watches.getAsInt())
                .setLogFormatMax(logFormatMax)
                .setUptimeMs((System.nanoTime() - startNanos) / 1_000_000);
        member.group().configuration().members().forEach(m -> status.addMembers(m.toMessage()));
        status.addAllAlarms(space.alarms()).setSpace(space.message());
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
                .setLogFormat(state.format())
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
